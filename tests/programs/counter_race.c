// expect: violation data-race
// options: --engine sample --executions 500
// native: compiles
#include <pthread.h>
#include <stdio.h>

int counter = 0;   /* shared!! */

void* increment(void* arg){
	int i;
	for(i=0;i<100;i++)
		counter++;
	return NULL;
}

int main(void){
	pthread_t t1,t2;
	pthread_create(&t1,NULL,increment,NULL);
	pthread_create(&t2,NULL,increment,NULL);
	pthread_join(t1,NULL);
	pthread_join(t2,NULL);
	printf("counter = %d (should be 200)\n",counter);
}
