/* SPDX-License-Identifier: MIT */
/*
 * Goal: the rooms know only whom they may know (docs/architecture.md), and each outside library stays
 * behind its one door.
 * Method: read every #include line of the tree and look it up in two tables.
 */
#include "tests/suite.h"

#include "base/str.h"
#include "base/vec.h"

#include <fnmatch.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Which rooms' headers the files of a room may include. */
static const struct {
    const char *room, *may_include[9];
} rooms[] = {
    {"base", {"base"}},
    {"sim", {"base", "sim"}},
    {"scheduler", {"base", "sim", "scheduler"}},
    {"traces", {"base", "sim", "traces"}},
    {"checker", {"base", "sim", "scheduler", "traces", "checker"}},
    {"cli", {"base", "sim", "scheduler", "traces", "checker", "cli"}},
    {"bench", {"base", "sim", "scheduler", "traces", "checker", "bench"}},
    {"tests", {"base", "sim", "scheduler", "traces", "checker", "cli", "tests"}},
};

/* Outside headers and the only files that may include them. */
static const struct {
    const char *header, *files[3];
} doors[] = {
    {"cjson/*", {"traces/json*.c"}},   {"cJSON*", {"traces/json*.c"}},
    {"CUnit/*", {"tests/*"}},          {"xxhash*", {"base/*"}},
    {"xxh3*", {"base/*"}},             {"elfutils/*", {"sim/debuginfo*"}},
    {"dwarf.h", {"sim/debuginfo*"}},   {"libelf.h", {"sim/debuginfo*"}},
    {"gelf.h", {"sim/debuginfo*"}},  {"ffi.h", {"grade/harness.c"}},
    {"seccomp.h", {"grade/*"}},
};

static struct str complaints;
static unsigned files_read, includes_read;

static void complain(const char *file, int line, const char *header, const char *why)
{
    str_printf(&complaints, "    %s:%d includes %s: %s\n", file, line, header, why);
}

static bool room_may_include(const char *file, const char *header)
{
    size_t room_bytes = strcspn(file, "/"), header_bytes = strcspn(header, "/");
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        if (strlen(rooms[i].room) != room_bytes || strncmp(rooms[i].room, file, room_bytes) != 0)
            continue;
        for (const char *const *may = rooms[i].may_include; *may; may++)
            if (strlen(*may) == header_bytes && strncmp(*may, header, header_bytes) == 0)
                return true;
    }
    return false;
}

static void check_quoted(const char *file, int line, const char *header)
{
    struct stat status;
    if (strcmp(header, "version_text.h") == 0)
        return; /* generated */
    if (stat(header, &status) != 0)
        complain(file, line, header, "quoted names are paths from the root of the tree");
    else if (!room_may_include(file, header))
        complain(file, line, header, "this room may not know that one");
}

static void check_outside(const char *file, int line, const char *header)
{
    for (size_t i = 0; i < sizeof doors / sizeof doors[0]; i++) {
        if (fnmatch(doors[i].header, header, 0) != 0)
            continue;
        bool allowed = false;
        for (int k = 0; k < 3 && doors[i].files[k]; k++)
            allowed |= fnmatch(doors[i].files[k], file, 0) == 0;
        if (!allowed)
            complain(file, line, header, "only its door may (doors[] in this test)");
    }
}

/* The header's name into name; returns '"' or '<', or 0 if the line is no #include. */
static char parse_include(const char *line, char name[256])
{
    char open = 0;
    line += strspn(line, " \t");
    if (*line != '#')
        return 0;
    line += 1 + strspn(line + 1, " \t");
    if (strncmp(line, "include", 7) != 0)
        return 0;
    line += 7 + strspn(line + 7, " \t");
    if (*line == '"' || *line == '<')
        open = *line++;
    size_t bytes = strcspn(line, "\">\n");
    snprintf(name, 256, "%.*s", (int)bytes, line);
    return open;
}

static void check_file(const char *path)
{
    FILE *file = fopen(path, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    files_read++;
    char text[1024], name[256];
    for (int line = 1; fgets(text, sizeof text, file); line++) {
        char open = parse_include(text, name);
        includes_read += open != 0;
        if (open == '"')
            check_quoted(path, line, name);
        else if (open == '<')
            check_outside(path, line, name);
    }
    fclose(file);
}

static int visit(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)where;
    size_t bytes = strlen(path);
    bool source = bytes > 2 && (!strcmp(path + bytes - 2, ".c") || !strcmp(path + bytes - 2, ".h"));
    /* tests/programs are programs under test, not heddle. */
    if (kind == FTW_F && source && strncmp(path, "tests/programs/", 15) != 0)
        check_file(path);
    return 0;
}

static void every_include_respects_the_rooms_and_the_doors(void)
{
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++)
        nftw(rooms[i].room, visit, 16, FTW_PHYS);
    if (complaints.bytes > 0)
        printf("%s", complaints.text);
    CU_ASSERT_EQUAL(complaints.bytes, 0);
    CU_ASSERT(files_read > 50);
    CU_ASSERT(includes_read > 200);
    str_release(&complaints);
}

static void forbidden_includes_are_noticed(void)
{
    check_quoted("base/arena.c", 1, "sim/op.h");
    check_quoted("sim/op.c", 1, "checker/verdict.h");
    check_quoted("traces/text.c", 1, "scheduler/scheduler.h");
    check_quoted("sim/op.c", 1, "no-such-file.h");
    check_outside("checker/verdict.c", 1, "cjson/cJSON.h");
    check_outside("sim/program.c", 1, "elfutils/libdw.h");
    int count = 0;
    for (const char *at = str_text(&complaints); (at = strchr(at, '\n')) != NULL; at++)
        count++;
    CU_ASSERT_EQUAL(count, 6);
    str_clear(&complaints);
    check_quoted("sim/op.c", 1, "base/str.h");
    check_outside("sim/debuginfo_types.c", 1, "dwarf.h");
    check_outside("traces/json.c", 1, "cjson/cJSON.h");
    check_outside("sim/op.c", 1, "stdio.h");
    CU_ASSERT_EQUAL(complaints.bytes, 0);
    str_release(&complaints);
}

static void models_include_no_header_of_heddle_but_heddle_h(void)
{
    FILE *list = popen("ls models/*.c 2>/dev/null", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(list);
    char path[512], text[1024], name[256];
    while (fgets(path, sizeof path, list)) {
        path[strcspn(path, "\n")] = '\0';
        FILE *file = fopen(path, "r");
        CU_ASSERT_PTR_NOT_NULL_FATAL(file);
        while (fgets(text, sizeof text, file))
            if (parse_include(text, name) == '"' && strcmp(name, "heddle.h") != 0) {
                printf("    %s includes %s\n", path, name);
                CU_FAIL("a model includes a header that is not heddle.h");
            }
        fclose(file);
    }
    pclose(list);
}

void suite_layering(void)
{
    CU_pSuite suite = CU_add_suite("layering", NULL, NULL);
    CU_ADD_TEST(suite, every_include_respects_the_rooms_and_the_doors);
    CU_ADD_TEST(suite, forbidden_includes_are_noticed);
    CU_ADD_TEST(suite, models_include_no_header_of_heddle_but_heddle_h);
}
