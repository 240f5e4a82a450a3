/* SPDX-License-Identifier: MIT */
/*
 * Goal: the table of what programs may call is consistent: each name once, each entry complete.
 * Method: walk all parts.
 */
#include "tests/suite.h"

#include "sim/surface.h"

#include <stdio.h>
#include <string.h>

static void finds_every_listed_entry_by_name(void)
{
    size_t count = 0;
    for (const struct surface_part *part = surface_parts; part->title != NULL; part++) {
        for (size_t i = 0; i < *part->count; i++, count++) {
            const struct surface_entry *entry = &part->entries[i];
            const struct surface_entry *found = surface_find(entry->name);
            if (found != entry)
                printf("    %s (%s) is listed twice\n", entry->name, part->title);
            CU_ASSERT_PTR_EQUAL(found, entry);
        }
    }
    CU_ASSERT(count > 300);
}

static void does_not_find_what_is_not_listed(void)
{
    CU_ASSERT_PTR_NULL(surface_find(""));
    CU_ASSERT_PTR_NULL(surface_find("pthread_mutex_loc"));
    CU_ASSERT_PTR_NULL(surface_find("pthread_mutex_lock2"));
}

/* Modelled entries and data have a target; the others say why they have none. */
static void every_entry_is_complete(void)
{
    for (const struct surface_part *part = surface_parts; part->title != NULL; part++) {
        for (size_t i = 0; i < *part->count; i++) {
            const struct surface_entry *entry = &part->entries[i];
            bool has_target = entry->kind != SURFACE_PURE && entry->kind != SURFACE_UNSUPPORTED;
            bool complete = (entry->target != NULL) == has_target &&
                            (entry->header != NULL || entry->kind == SURFACE_HOOK) &&
                            (entry->note != NULL || entry->kind != SURFACE_UNSUPPORTED);
            if (!complete)
                printf("    %s (%s) is not complete\n", entry->name, part->title);
            CU_ASSERT_TRUE(complete);
        }
    }
}

void suite_surface(void)
{
    CU_pSuite suite = CU_add_suite("surface", NULL, NULL);
    CU_ADD_TEST(suite, finds_every_listed_entry_by_name);
    CU_ADD_TEST(suite, does_not_find_what_is_not_listed);
    CU_ADD_TEST(suite, every_entry_is_complete);
}
