/* A web server that answers every request with the same 201 and the same JSON, as fast as one core can: what a bare
   client and Tocsin are measured against. Arguments: a port on loopback and a file that holds the JSON. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM 65536
#define MOST 4096

struct client { size_t held; char buffer[ROOM + 1]; };
static struct client *clients[MOST];
static char answer[ROOM];
static size_t answer_length;

static void fail(const char *what) { perror(what); exit(1); }

static void read_answer(const char *path) {
    static char body[ROOM / 2];
    FILE *file = fopen(path, "r");
    if (!file) fail(path);
    size_t length = fread(body, 1, sizeof body - 1, file);
    fclose(file);
    answer_length = (size_t)snprintf(answer, sizeof answer,
        "HTTP/1.1 201 CREATED\r\nContent-Type: application/json;charset=utf-8\r\nContent-Length: %zu\r\n\r\n%s",
        length, body);
}

/* The length of the first whole request held, or 0. */
static size_t whole(struct client *client) {
    client->buffer[client->held] = 0;
    char *end = strstr(client->buffer, "\r\n\r\n");
    if (!end) return 0;
    char *said = strcasestr(client->buffer, "\r\ncontent-length:");
    size_t length = (size_t)(end + 4 - client->buffer) + (said && said < end ? strtoul(said + 17, NULL, 10) : 0);
    return length <= client->held ? length : 0;
}

static int serve(int socket) {
    struct client *client = clients[socket];
    ssize_t got = read(socket, client->buffer + client->held, ROOM - client->held);
    if (got <= 0) return 0;
    client->held += (size_t)got;
    for (size_t length; (length = whole(client)); client->held -= length) {
        if (write(socket, answer, answer_length) != (ssize_t)answer_length) return 0;
        memmove(client->buffer, client->buffer + length, client->held - length);
    }
    return client->held < ROOM;
}

static void welcome(int poll, int listener) {
    int socket = accept(listener, NULL, NULL), yes = 1;
    if (socket < 0 || socket >= MOST) fail("accept");
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (!(clients[socket] = malloc(sizeof **clients))) fail("malloc");
    clients[socket]->held = 0;
    epoll_ctl(poll, EPOLL_CTL_ADD, socket, &(struct epoll_event){.events = EPOLLIN, .data.fd = socket});
}

int main(int count, char **words) {
    if (count != 3) return fprintf(stderr, "usage: sink PORT FILE.json\n"), 2;
    read_answer(words[2]);
    int listener = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0), yes = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(words[1]))};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) || listen(listener, 1024)) fail("listen");
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &(struct epoll_event){.events = EPOLLIN, .data.fd = listener});
    for (struct epoll_event events[64];;) {
        int ready = epoll_wait(poll, events, 64, -1);
        for (int each = 0; each < ready; each++) {
            int socket = events[each].data.fd;
            if (socket == listener) { welcome(poll, listener); continue; }
            if (serve(socket)) continue;
            close(socket);
            free(clients[socket]);
        }
    }
}
