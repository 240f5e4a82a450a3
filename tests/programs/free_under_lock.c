// A task frees a block while another one waits for the lock that is in it.
// expect: violation use-after-free
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdlib.h>

struct account {
    pthread_mutex_t lock;
    int balance;
};

static struct account *account;

static void *deposit(void *unused)
{
    pthread_mutex_lock(&account->lock);
    account->balance++;
    pthread_mutex_unlock(&account->lock);
    return unused;
}

int main(void)
{
    pthread_t task;
    account = calloc(1, sizeof *account);
    pthread_mutex_init(&account->lock, NULL);
    pthread_mutex_lock(&account->lock);
    pthread_create(&task, NULL, deposit, NULL);
    pthread_mutex_unlock(&account->lock);
    free(account);
    pthread_join(task, NULL);
    return 0;
}
