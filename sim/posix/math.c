/* SPDX-License-Identifier: MIT */
/* math.h, complex.h, fenv.h: functions of numbers are the host's; those with pointers announce. */
#include "sim/call.h"
#include "sim/posix/posix.h"

#include <math.h>

/* Each in the three widths of C. */
#define WIDTHS(define)                                                                             \
    define(double, , ) define(float, f, ) define(long double, l, )

#define DEFINE_MODF(type, suffix, unused)                                                          \
    static type hd_modf##suffix(type x, type *whole)                                               \
    {                                                                                              \
        cells_write(whole, sizeof *whole, CALL_PC());                                              \
        return modf##suffix(x, whole);                                                             \
    }
WIDTHS(DEFINE_MODF)

#define DEFINE_FREXP(type, suffix, unused)                                                         \
    static type hd_frexp##suffix(type x, int *exponent)                                            \
    {                                                                                              \
        cells_write(exponent, sizeof *exponent, CALL_PC());                                        \
        return frexp##suffix(x, exponent);                                                         \
    }
WIDTHS(DEFINE_FREXP)

#define DEFINE_REMQUO(type, suffix, unused)                                                        \
    static type hd_remquo##suffix(type x, type y, int *quotient)                                   \
    {                                                                                              \
        cells_write(quotient, sizeof *quotient, CALL_PC());                                        \
        return remquo##suffix(x, y, quotient);                                                     \
    }
WIDTHS(DEFINE_REMQUO)

#define DEFINE_SINCOS(type, suffix, unused)                                                        \
    static void hd_sincos##suffix(type x, type *sine, type *cosine)                                \
    {                                                                                              \
        uint64_t pc = CALL_PC();                                                                   \
        cells_write(sine, sizeof *sine, pc);                                                       \
        cells_write(cosine, sizeof *cosine, pc);                                                   \
        sincos##suffix(x, sine, cosine);                                                           \
    }
WIDTHS(DEFINE_SINCOS)

#define DEFINE_LGAMMA_R(type, suffix, unused)                                                      \
    static type hd_lgamma##suffix##_r(type x, int *sign)                                           \
    {                                                                                              \
        cells_write(sign, sizeof *sign, CALL_PC());                                                \
        return lgamma##suffix##_r(x, sign);                                                        \
    }
WIDTHS(DEFINE_LGAMMA_R)

static double hd_nan(const char *text)
{
    cells_read_text(text, CALL_PC());
    return nan(text);
}

#define PURE(name)   SURFACE_HOST(name, "math.h")
#define PURE3(name)  PURE(name), PURE(name##f), PURE(name##l)
#define OWN(name)    SURFACE(name, "math.h", NULL)
#define OWN3(name)   OWN(name), OWN(name##f), OWN(name##l)
#define COMPLEX(name)                                                                              \
    SURFACE_HOST(name, "complex.h"), SURFACE_HOST(name##f, "complex.h"),                           \
        SURFACE_HOST(name##l, "complex.h")

const struct surface_entry surface_math[] = {
    PURE3(acos), PURE3(acosh), PURE3(asin), PURE3(asinh), PURE3(atan), PURE3(atan2), PURE3(atanh),
    PURE3(cbrt), PURE3(ceil), PURE3(copysign), PURE3(cos), PURE3(cosh), PURE3(drem), PURE3(erf),
    PURE3(erfc), PURE3(exp), PURE3(exp10), PURE3(exp2), PURE3(expm1), PURE3(fabs), PURE3(fdim),
    PURE3(finite), PURE3(floor), PURE3(fma), PURE3(fmax), PURE3(fmin), PURE3(fmod), PURE3(gamma),
    PURE3(hypot), PURE3(ilogb), PURE3(isinf), PURE3(isnan), PURE3(j0), PURE3(j1), PURE3(jn),
    PURE3(ldexp), PURE3(lgamma), PURE3(llrint), PURE3(llround), PURE3(log), PURE3(log10),
    PURE3(log1p), PURE3(log2), PURE3(logb), PURE3(lrint), PURE3(lround), PURE3(nearbyint),
    PURE3(nextafter), PURE3(nexttoward), PURE3(pow), PURE3(remainder), PURE3(rint), PURE3(round),
    PURE3(roundeven), PURE3(scalb), PURE3(scalbln), PURE3(scalbn), PURE3(significand), PURE3(sin),
    PURE3(sinh), PURE3(sqrt), PURE3(tan), PURE3(tanh), PURE3(tgamma), PURE3(trunc), PURE3(y0),
    PURE3(y1), PURE3(yn), PURE3(__finite), PURE3(__fpclassify), PURE3(__isinf), PURE3(__isnan),
    PURE3(__signbit), PURE3(__issignaling), PURE3(__iseqsig),
    OWN3(modf), OWN3(frexp), OWN3(remquo), OWN3(sincos), OWN(lgamma_r), OWN(lgammaf_r),
    OWN(lgammal_r), OWN(nan),
    COMPLEX(cabs), COMPLEX(cacos), COMPLEX(cacosh), COMPLEX(carg), COMPLEX(casin), COMPLEX(casinh),
    COMPLEX(catan), COMPLEX(catanh), COMPLEX(ccos), COMPLEX(ccosh), COMPLEX(cexp), COMPLEX(cimag),
    COMPLEX(clog), COMPLEX(conj), COMPLEX(cpow), COMPLEX(cproj), COMPLEX(creal), COMPLEX(csin),
    COMPLEX(csinh), COMPLEX(csqrt), COMPLEX(ctan), COMPLEX(ctanh),
    SURFACE_HOST(fegetround, "fenv.h"), SURFACE_HOST(fetestexcept, "fenv.h"),
    SURFACE_HOST(feclearexcept, "fenv.h"),
    SURFACE_NOT_YET("fesetround", "fenv.h", "the rounding mode is the processor's default"),
    SURFACE_NOT_YET("feraiseexcept", "fenv.h", "floating-point exceptions are not modelled"),
    SURFACE_NOT_YET("feenableexcept", "fenv.h", "floating-point exceptions are not modelled"),
};
SURFACE_PART_COUNT(math);
