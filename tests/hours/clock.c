/* Shifts the wall clock of a process and its children by CLOCK_OFFSET seconds, and by those in the file CLOCK_STEP, which
   another process may change while this one runs; what measures spans (the monotonic clock,
   sleeps, timeouts) stays as it is. Preloaded by `python -m tests.hours`. libfaketime 0.9.10 shifts the monotonic clock too,
   and then a timed wait of Python 3.11 (sem_clockwait) never ends; without that its clock_nanosleep fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static long offset(void) {
    static long seconds;
    static int known;
    static volatile const long *step;
    if (!known) {
        const char *given = getenv("CLOCK_OFFSET"), *path = getenv("CLOCK_STEP");
        seconds = given ? atol(given) : 0;
        int file = path ? open(path, O_RDONLY) : -1;
        void *page = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
        step = page == MAP_FAILED ? NULL : page;
        known = 1;
    }
    return seconds + (step ? *step : 0);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int ended = real(clock, now);
    if (ended == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += offset();
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
