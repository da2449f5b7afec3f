/* Shifts the wall clock of a process and its children by CLOCK_OFFSET seconds, and by those in two files that another
   process may change meanwhile: CLOCK_STEP, as if somebody set the clock, and CLOCK_PASSED, as if so much time had passed
   (the seconds since the machine was started go with it). What measures spans (the monotonic clock, sleeps, timeouts) stays
   as it is. Preloaded by `python -m tests.hours`. libfaketime 0.9.10 shifts the monotonic clock too,
   and then a timed wait of Python 3.11 (sem_clockwait) never ends; without that its clock_nanosleep fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static const long none;

/* The number in the file that a variable names; it changes when the file does. */
static volatile const long *watched(const char *variable) {
    const char *path = getenv(variable);
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *page = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    return page == MAP_FAILED ? &none : page;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    static volatile const long *step, *passed;
    static long offset;
    if (!real) {
        const char *given = getenv("CLOCK_OFFSET");
        offset = given ? atol(given) : 0;
        step = watched("CLOCK_STEP");
        passed = watched("CLOCK_PASSED");
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    }
    int ended = real(clock, now);
    if (ended == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += offset + *step + *passed;
    if (ended == 0 && clock == CLOCK_BOOTTIME)
        now->tv_sec += *passed;
    return ended;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec exact;
    int ended = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return ended;
}

time_t time(time_t *kept) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (kept)
        *kept = exact.tv_sec;
    return exact.tv_sec;
}
