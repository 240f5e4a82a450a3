sim_objects :=
