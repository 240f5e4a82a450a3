/* SPDX-License-Identifier: MIT */
#include "checker/engines/causes.h"

#include "checker/engines/sample.h"

static const uint64_t SAMPLES = 10000;
static const uint64_t SAMPLE_STEPS = UINT64_C(5000000);

static bool has_found(const struct check *check, enum finding_kind kind)
{
    const struct verdict *v = check->verdict;
    for (size_t i = 0; i < v->violations.count; i++)
        if (v->violations.items[i].kind == kind)
            return true;
    return false;
}

bool causes_look_for(struct check *check, struct error *err)
{
    const struct check_options *options = check->options;
    if (check->search.stop > STOP_VIOLATION || options->race == RACE_OFF ||
        !has_found(check, FINDING_MUTUAL_EXCLUSION) || has_found(check, FINDING_DATA_RACE))
        return true;
    struct check_options going_on = *options;
    const struct sample sample = {
        .strategy = "portfolio", .executions = SAMPLES, .steps_max = SAMPLE_STEPS};
    bool ignored;
    going_on.all_bugs = true;
    check->options = &going_on;
    bool good = sample_explore(check, &sample, &ignored, err);
    check->options = options;
    return good;
}
