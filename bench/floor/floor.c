// The floor: one thread that makes a message per tick and writes it to each client with one write(), over SSE (/sse, chunked) and
// WebSocket (/ws). Nothing is queued: a client that cannot take a whole message is closed.
//
//   floor PORT MESSAGE_BYTES TICK_MILLISECONDS
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FD = 1 << 20, BACKLOG = 4096, EVENTS = 1024, FIRST_SEQUENCE = 100 };
enum { NEW, SSE, WS };

static unsigned char kind[MAX_FD];  // by descriptor
static int fds[MAX_FD];             // those that are served, without order
static int place[MAX_FD];           // where a descriptor stands in fds
static int served;
static char *message, *event, *frame;
static int wanted;
static long sequence = FIRST_SEQUENCE;

static uint32_t rotate(uint32_t x, int n) { return x << n | x >> (32 - n); }

// SHA-1 (RFC 3174) of at most 119 bytes.
static void sha1(const unsigned char *text, size_t length, unsigned char out[20]) {
    unsigned char block[128] = {0};
    memcpy(block, text, length);
    block[length] = 0x80;
    size_t padded = length < 56 ? 64 : 128;
    block[padded - 2] = length * 8 >> 8;
    block[padded - 1] = length * 8;
    uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, w[80];
    for (size_t at = 0; at < padded; at += 64) {
        for (int i = 0; i < 16; i++)
            w[i] = (uint32_t)block[at + 4 * i] << 24 | block[at + 4 * i + 1] << 16 | block[at + 4 * i + 2] << 8 | block[at + 4 * i + 3];
        for (int i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 80; i++) {
            uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
            uint32_t k = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
            uint32_t next = rotate(a, 5) + f + e + k + w[i];
            e = d; d = c; c = rotate(b, 30); b = a; a = next;
        }
        h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e;
    }
    for (int i = 0; i < 20; i++) out[i] = h[i / 4] >> (24 - i % 4 * 8);
}

static void base64(const unsigned char *in, int length, char *out) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < length; i += 3) {
        uint32_t three = in[i] << 16 | (i + 1 < length ? in[i + 1] << 8 : 0) | (i + 2 < length ? in[i + 2] : 0);
        *out++ = letters[three >> 18];
        *out++ = letters[three >> 12 & 63];
        *out++ = i + 1 < length ? letters[three >> 6 & 63] : '=';
        *out++ = i + 2 < length ? letters[three & 63] : '=';
    }
    *out = 0;
}

static void forget(int fd) {
    if (kind[fd] != NEW) {
        int last = fds[--served];
        fds[place[fd]] = last;
        place[last] = place[fd];
    }
    kind[fd] = NEW;
    close(fd);
}

static void answer(int fd, char *request) {
    char head[256] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    char *key = strcasestr(request, "sec-websocket-key:");
    int webSocket = !strncmp(request, "GET /ws", 7) && key;
    if (webSocket) {
        char text[120], accept[32];
        unsigned char digest[20];
        int length = snprintf(text, sizeof text, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key + 18 + strspn(key + 18, " "));
        sha1((unsigned char *)text, length, digest);
        base64(digest, 20, accept);
        snprintf(head, sizeof head,
                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
    }
    if (write(fd, head, strlen(head)) < 0) {
        forget(fd);
        return;
    }
    kind[fd] = webSocket ? WS : SSE;
    place[fd] = served;
    fds[served++] = fd;
}

// A request comes in one piece; what comes after it is of no interest.
static void take(int fd) {
    char request[8192];
    ssize_t count = read(fd, request, sizeof request - 1);
    if (count <= 0) {
        if (count == 0 || errno != EAGAIN) forget(fd);
    } else if (kind[fd] == NEW) {
        request[count] = 0;
        answer(fd, request);
    }
}

// The same text as Payload.java: as many series as fit, what is left over goes into the label of the first.
static int render(long ts) {
    static const char head[] = "{\"type\":\"update\",\"id\":\"floor0-%ld\",\"after\":\"floor0-%ld\",\"ts\":%ld,\"values\":{";
    int begin = sprintf(message, head, sequence, sequence - 1, ts);
    int each = snprintf(NULL, 0, "\"bench_value{group=\\\"payload\\\",series=\\\"000\\\"}\":12345.67,");
    int left = wanted - begin - 2 + 1, count = left / each > 0 ? left / each : 1, at = begin;
    for (int i = 0; i < count; i++) {
        long number = sequence * 7919 + i * 31L;
        at += sprintf(message + at, "%s\"bench_value{group=\\\"payload\\\",series=\\\"%03d", i ? "," : "", i);
        for (int x = left - count * each; i == 0 && x > 0; x--) message[at++] = 'x';
        at += sprintf(message + at, "\\\"}\":%ld.%ld%ld", 10000 + number % 90000, 1 + number % 9, 1 + (number + i) % 9);
    }
    return at + sprintf(message + at, "}}");
}

static void send_all(long ts) {
    char lead[64];
    int length = render(ts);
    int lines = sprintf(lead, "id: floor0-%ld\ndata: ", sequence);
    int eventLength = sprintf(event, "%x\r\n%s%s\n\n\r\n", lines + length + 2, lead, message);
    int frameHead = length < 126 ? 2 : 4;
    frame[0] = (char)0x81;
    frame[1] = length < 126 ? length : 126;
    if (frameHead == 4) frame[2] = length >> 8, frame[3] = length;
    memcpy(frame + frameHead, message, length);
    for (int i = served - 1; i >= 0; i--) {
        int fd = fds[i];
        int expected = kind[fd] == SSE ? eventLength : frameHead + length;
        if (write(fd, kind[fd] == SSE ? event : frame, expected) != expected) {
            fprintf(stderr, "a client did not take a whole message\n");
            forget(fd);
        }
    }
    sequence++;
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * 1000L + time.tv_nsec / 1000000;
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "usage: floor PORT MESSAGE_BYTES TICK_MILLISECONDS\n"), 2;
    wanted = atoi(argv[2]);
    long tick = atol(argv[3]);
    message = malloc(wanted + 512), event = malloc(wanted + 1024), frame = malloc(wanted + 512);
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1, epoll = epoll_create1(0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, BACKLOG)) return perror("floor"), 1;
    struct epoll_event events[EVENTS], interest = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &interest);
    for (long due = (now() / tick + 1) * tick;;) {
        long left = due - now();
        int ready = epoll_wait(epoll, events, EVENTS, left > 0 ? left : 0);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd != listener) {
                take(events[i].data.fd);
                continue;
            }
            int fd;
            while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                interest.data.fd = fd;
                epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &interest);
            }
        }
        if (now() >= due) {
            send_all(due);
            due = (now() / tick + 1) * tick;
        }
    }
}
