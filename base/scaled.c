/* SPDX-License-Identifier: MIT */
#include "base/scaled.h"

#include <stdlib.h>
#include <string.h>

void scaled_print(struct scaled a, struct str *out)
{
    double value = scaled_double(a);
    if (fabs(value) < 1e6) {
        str_printf(out, fabs(value) < 1000 ? "%.3g" : "%.0f", value);
        return;
    }
    long power = 0;
    for (; a.exponent > 400; power += 100)
        a = scaled_times(a, scaled_of(1e-100));
    struct str digits = {0};
    str_printf(&digits, "%.2e", scaled_double(a)); /* "3.47e+12" */
    char *exponent = strchr(digits.text, 'e');
    power += strtol(exponent + 1, NULL, 10);
    str_append_bytes(out, digits.text, (size_t)(exponent - digits.text));
    str_printf(out, "e+%ld", power);
    str_release(&digits);
}
