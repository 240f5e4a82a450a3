traces_objects :=
