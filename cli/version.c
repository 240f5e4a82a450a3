/* SPDX-License-Identifier: MIT */
/* heddle version. */
#include "cli/commands.h"
#include "version_text.h"

#include <stdio.h>

int command_version(const struct options *options)
{
    (void)options;
    printf("heddle %s%s%s%s\n", HEDDLE_VERSION, HEDDLE_REVISION[0] ? " (" : "", HEDDLE_REVISION,
           HEDDLE_REVISION[0] ? ")" : "");
    return EXIT_VERIFIED;
}
