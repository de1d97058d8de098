/* Copyright */
#pragma once
#include <stdio.h>
#include "a.h"
#define N 1
#undef N
#ifdef A
int a;
#else
int b;
#endif

struct s;
typedef struct t t;
int f(int x);

int main(void) {
    int x = 1;
    x = 2;
    x++;
    f(x);
    if (x) return 1; else return 2;
    for (;;) break;
    while (1) continue;
    do f(x); while (0);
    switch (x) {
    case 1: f(x); break;
    default: g();
    }
    goto end;
end:
    return 0;
}
