package io.jangada.sim.disk;

/** How a pending unit is found after the power came back; a name or size is new or it is not. */
public enum Landing {
    OLD,
    NEW,
    ZEROS,
    GARBAGE
}
