/* A cart. */
#include <stdio.h>
#include "cart.h"

#define LIMIT 10
#define MAX(a, b) \
    ((a) > (b) ? (a) : (b))

struct cart {
    int count;
    char *items[LIMIT], *last;
    struct { int x; } at;
    void (*notify)(int);
};

typedef struct {
    double x;
} point_t;

typedef enum color { RED, GREEN = 2 } color_t;
typedef unsigned long size;
typedef int (*callback)(void *);

static int total = 0, other;
const char *names[] = {
    "a",
    "b",
};
int *find(struct cart *c, int key);

// Adds.
static inline int *add(struct cart *c,
                       int n)
{
    int sum = n;
    if (n > 1 && c) {
        sum++;
    } else if (n) {
        for (int i = 0; i < n; i++)
            sum += i;
    } else {
        printf("%d",
               sum);
    }
    switch (n) {
    case 1:
        return 0;
    default:
        break;
    }
    return &total;
}

#ifdef DEBUG
void debug(void) { puts("x"); }
#endif

struct cart global = {
    .count = 1,
};
