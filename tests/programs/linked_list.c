// expect: inconclusive
// options: --engine sample --executions 200
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <assert.h>

typedef struct node_t {
    char *name;
    int key;
    struct node_t *next;
} node_t;

typedef struct list_t {
    node_t *head;
    pthread_mutex_t lock;
    int count;
} list_t;

void list_init(list_t *L) { L->head = NULL; L->count = 0; pthread_mutex_init(&L->lock, NULL); }

/* keeps the list sorted */
int list_insert(list_t *L, int key, const char *name)
{
    node_t *n = malloc(sizeof(node_t));
    if (n == NULL) { perror("malloc"); return -1; }
    n->key = key;
    n->name = strdup(name);
    pthread_mutex_lock(&L->lock);
    node_t **where = &L->head;
    while (*where && (*where)->key < key)
        where = &(*where)->next;
    n->next = *where;
    *where = n;
    L->count++;
    pthread_mutex_unlock(&L->lock);
    return 0;
}

node_t *list_find(list_t *L, int key)
{
    pthread_mutex_lock(&L->lock);
    node_t *p = L->head;
    while (p && p->key != key) p = p->next;
    pthread_mutex_unlock(&L->lock);
    return p;
}

list_t list;

void *inserter(void *arg)
{
    int base = *(int *)arg;
    char name[20];
    for (int i = 0; i < 4; i++) {
        sprintf(name, "item-%03d", base + i * 2);
        list_insert(&list, base + i * 2, name);
    }
    assert(list_find(&list, base) != NULL);
    return NULL;
}

int main()
{
    pthread_t t[2];
    int base[2] = {0, 1};
    list_init(&list);
    for (int i = 0; i < 2; i++) pthread_create(&t[i], NULL, inserter, &base[i]);
    for (int i = 0; i < 2; i++) pthread_join(t[i], NULL);
    int expected = 0;
    while (list.head) {
        node_t *n = list.head;
        list.head = n->next;
        printf("%d %s\n", n->key, n->name);
        assert(n->key == expected++);
        free(n->name);
        free(n);
    }
    assert(expected == list.count && list.count == 8);
    return 0;
}
