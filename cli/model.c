/* SPDX-License-Identifier: MIT */
#include "cli/model.h"

#include "base/check.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* models/ beside build/<mode>/heddle, or share/heddle/models beside bin/heddle. */
static bool near_executable(char path[PATH_MAX])
{
    static const char *const relative[] = {"../../models", "../share/heddle/models"};
    char executable[PATH_MAX], candidate[PATH_MAX + 32];
    ssize_t bytes = readlink("/proc/self/exe", executable, sizeof executable - 1);
    if (bytes <= 0)
        return false;
    executable[bytes] = '\0';
    *strrchr(executable, '/') = '\0';
    for (size_t i = 0; i < ARRAY_LENGTH(relative); i++) {
        snprintf(candidate, sizeof candidate, "%s/%s", executable, relative[i]);
        if (is_folder(candidate) && realpath(candidate, path))
            return true;
    }
    return false;
}

/* Drops the working directory from the front of an absolute path. */
static void make_relative(char path[PATH_MAX])
{
    char here[PATH_MAX];
    if (getcwd(here, sizeof here) == NULL)
        return;
    size_t bytes = strlen(here);
    if (strncmp(path, here, bytes) == 0 && path[bytes] == '/')
        memmove(path, path + bytes + 1, strlen(path + bytes + 1) + 1);
}

const char *model_folder(void)
{
    static char path[PATH_MAX];
    const char *chosen = getenv("HEDDLE_MODELS");
    if (chosen && chosen[0])
        return is_folder(chosen) ? chosen : NULL;
    if (near_executable(path))
        make_relative(path);
    else if (is_folder(HEDDLE_DATADIR "/models"))
        snprintf(path, sizeof path, "%s", HEDDLE_DATADIR "/models");
    else
        return NULL;
    return path;
}

bool model_find(const char *name, struct str *path)
{
    const char *folder = model_folder();
    if (folder == NULL || name[0] == '\0' || strchr(name, '/'))
        return false;
    struct str candidate = {0};
    str_printf(&candidate, "%s/%s.c", folder, name);
    bool found = access(str_text(&candidate), R_OK) == 0;
    if (found)
        str_append(path, str_text(&candidate));
    str_release(&candidate);
    return found;
}

/* The first sentence after " * " below the SPDX line, without its full stop. */
static char *read_summary(const char *path)
{
    char line[256] = "";
    FILE *file = fopen(path, "r");
    if (file) {
        while (fgets(line, sizeof line, file) && strncmp(line, " * ", 3) != 0)
            ;
        fclose(file);
    }
    if (strncmp(line, " * ", 3) != 0)
        return memory_copy_text("");
    line[strcspn(line, "\n")] = '\0';
    size_t bytes = strlen(line);
    if (line[bytes - 1] == '.')
        line[bytes - 1] = '\0';
    return memory_copy_text(line + 3);
}

static int is_c_file(const struct dirent *entry)
{
    size_t bytes = strlen(entry->d_name);
    return bytes > 2 && strcmp(entry->d_name + bytes - 2, ".c") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

void model_list_fill(struct model_list *list)
{
    const char *folder = model_folder();
    struct dirent **entries;
    int count = folder ? scandir(folder, &entries, is_c_file, by_name) : 0;
    for (int i = 0; i < count; i++) {
        struct str path = {0};
        str_printf(&path, "%s/%s", folder, entries[i]->d_name);
        struct model model = {.summary = read_summary(str_text(&path))};
        entries[i]->d_name[strlen(entries[i]->d_name) - 2] = '\0';
        model.name = memory_copy_text(entries[i]->d_name);
        vec_push(&list->models, model);
        str_release(&path);
        free(entries[i]);
    }
    if (count > 0)
        free(entries);
}

void model_list_release(struct model_list *list)
{
    for (size_t i = 0; i < list->models.count; i++) {
        free(list->models.items[i].name);
        free(list->models.items[i].summary);
    }
    vec_release(&list->models);
}
