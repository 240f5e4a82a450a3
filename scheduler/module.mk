scheduler_objects := registry.o random.o pct.o pos.o events.o surw.o preemption.o delay.o portfolio.o
scheduler_objects += round_robin.o replay.o metrics.o determinism.o
scheduler_hot := random.o
