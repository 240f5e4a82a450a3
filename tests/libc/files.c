// Streams and descriptors on files that the program makes itself.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "libc_files_test.tmp"

static void streams(void)
{
    FILE *f = fopen(NAME, "w");
    fprintf(f, "line %d\n", 1);
    fputs("line 2\n", f);
    fwrite("line 3\n", 1, 7, f);
    fputc('x', f);
    printf("%ld\n", ftell(f));
    fclose(f);
    f = fopen(NAME, "r");
    char line[64];
    while (fgets(line, sizeof line, f))
        printf("<%s>", line);
    printf("\n%d\n", feof(f) != 0);
    rewind(f);
    int number;
    printf("%d ", fscanf(f, "line %d", &number));
    printf("%d\n", number);
    fseek(f, -3, SEEK_END);
    printf("%c", fgetc(f));
    printf("%ld\n", ftell(f));
    fseek(f, 5, SEEK_SET);
    ungetc('Z', f);
    printf("%ld ", ftell(f));
    printf("%c", fgetc(f));
    printf("%c\n", fgetc(f));
    fclose(f);
    f = fopen(NAME, "a");
    fputs("!appended\n", f);
    fclose(f);
    f = fopen(NAME, "r+");
    fputs("LINE", f);
    fseek(f, 0, SEEK_SET);
    printf("%s", fgets(line, sizeof line, f));
    fseek(f, 0, SEEK_END);
    printf("%ld\n", ftell(f));
    printf("%d\n", fputc('c', f));
    fclose(f);
    f = fopen(NAME, "r");
    errno = 0;
    int put = fputc('c', f);
    printf("write to a read stream: %d %d", put == EOF, ferror(f) != 0);
    printf(" %s\n", strerror(errno));
    fclose(f);
}

static void descriptors(void)
{
    char b[32] = "";
    int fd = open(NAME, O_RDWR | O_CREAT | O_TRUNC, 0644);
    printf("%zd\n", write(fd, "0123456789", 10));
    printf("%ld\n", (long)lseek(fd, 3, SEEK_SET));
    printf("%zd ", read(fd, b, 4));
    printf("%s\n", b);
    printf("%zd\n", pwrite(fd, "AB", 2, 1));
    printf("%zd ", pread(fd, b, 4, 0));
    printf("%.4s\n", b);
    int other = dup(fd);
    printf("%ld\n", (long)lseek(other, 0, SEEK_CUR));
    struct stat status;
    fstat(fd, &status);
    printf("%ld %d\n", (long)status.st_size, S_ISREG(status.st_mode) != 0);
    printf("%d", ftruncate(fd, 4));
    fstat(fd, &status);
    printf(" %ld\n", (long)status.st_size);
    close(fd);
    close(other);
    errno = 0;
    printf("%zd ", read(fd, b, 1));
    printf("%d\n", errno == EBADF);
    printf("%d\n", access(NAME, R_OK));
    printf("%d\n", rename(NAME, NAME "2"));
    printf("%d %d\n", access(NAME, F_OK), access(NAME "2", F_OK));
    printf("%d\n", unlink(NAME "2"));
    printf("%d ", unlink(NAME "2"));
    printf("%d\n", errno == ENOENT);
    int none_fd = open("/no/such/file", O_RDONLY);
    printf("%d %s\n", none_fd, strerror(errno));
    FILE *none = fopen("/no/such/file", "r");
    printf("%d\n", none == NULL);
    if (!none)
        perror("fopen");
}

int main(void)
{
    streams();
    descriptors();
    FILE *t = tmpfile();
    fprintf(t, "temporary %d", 5);
    rewind(t);
    char word[20];
    int n;
    if (fscanf(t, "%19s %d", word, &n) == 2)
        printf("%s %d\n", word, n);
    fclose(t);
    FILE *null = fopen("/dev/null", "w");
    fprintf(null, "gone");
    fclose(null);
    int fd = dup(1);
    FILE *out = fdopen(fd, "w");
    fflush(stdout);
    fprintf(out, "through a duplicate\n");
    fclose(out);
    return 0;
}
