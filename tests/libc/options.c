// getopt and getopt_long, with permutation.
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int c;
    printf("%d arguments\n", argc - 1);
    while ((c = getopt(argc, argv, "ab:c::")) != -1)
        printf("%c %s (%d)\n", c, optarg ? optarg : "-", optind);
    for (int i = optind; i < argc; i++)
        printf("rest %s\n", argv[i]);
    static int flag;
    static const struct option longs[] = {
        {"all", no_argument, NULL, 'a'},
        {"bytes", required_argument, NULL, 'b'},
        {"color", optional_argument, NULL, 'C'},
        {"verbose", no_argument, &flag, 9},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0},
    };
    optind = 0;
    int index = -1;
    while ((c = getopt_long(argc, argv, "ab:c::", longs, &index)) != -1)
        printf("%d %s (%d) index %d flag %d\n", c, optarg ? optarg : "-", optind, index, flag);
    optind = 0;
    opterr = 0;
    while ((c = getopt(argc, argv, "+:a")) != -1)
        printf("%c %c\n", c, optopt);
    printf("%d\n", optind);
    return 0;
}
