/* SPDX-License-Identifier: MIT */
/*
 * Numbers beyond the range of double, with its precision: mantissa times 2^exponent.
 *
 *     struct scaled orders = scaled_of(1);
 *     for (...) orders = scaled_times(orders, scaled_of(n));
 *     scaled_print(orders, &out);     "34650", "3.47e+412"
 *
 * Only operations that IEEE 754 rounds correctly, so results are the same on every machine.
 */
#ifndef BASE_SCALED_H
#define BASE_SCALED_H

#include "base/str.h"

#include <math.h>
#include <stdint.h>

struct scaled {
    double mantissa; /* 0, or of absolute value in [0.5, 1) */
    int64_t exponent;
};

static inline struct scaled scaled_make(double value, int64_t exponent)
{
    int shift;
    double mantissa = frexp(value, &shift);
    return (struct scaled){mantissa, mantissa == 0 ? 0 : exponent + shift};
}

static inline struct scaled scaled_of(double value)
{
    return scaled_make(value, 0);
}

static inline struct scaled scaled_times(struct scaled a, struct scaled b)
{
    return scaled_make(a.mantissa * b.mantissa, a.exponent + b.exponent);
}

static inline struct scaled scaled_over(struct scaled a, double b)
{
    return scaled_make(a.mantissa / b, a.exponent);
}

static inline struct scaled scaled_plus(struct scaled a, struct scaled b)
{
    if (a.mantissa == 0 || (b.mantissa != 0 && a.exponent < b.exponent)) {
        struct scaled c = a;
        a = b;
        b = c;
    }
    int64_t apart = a.exponent - b.exponent;
    if (b.mantissa == 0 || apart > 64)
        return a;
    return scaled_make(a.mantissa + ldexp(b.mantissa, -(int)apart), a.exponent);
}

static inline struct scaled scaled_minus(struct scaled a, struct scaled b)
{
    b.mantissa = -b.mantissa;
    return scaled_plus(a, b);
}

/** a >= 0 */
static inline struct scaled scaled_root(struct scaled a)
{
    int64_t odd = a.exponent & 1;
    return scaled_make(sqrt(a.mantissa * (odd ? 2 : 1)), (a.exponent - odd) / 2);
}

/** Infinite if it is too large for a double. */
static inline double scaled_double(struct scaled a)
{
    if (a.exponent > 1100)
        return a.mantissa * INFINITY;
    return a.exponent < -1100 ? 0 : ldexp(a.mantissa, (int)a.exponent);
}

/** Appends it: "0.25", "34650", from a million on with three digits. */
void scaled_print(struct scaled a, struct str *out);

#endif
