package io.jangada.rules.bad;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;

/** Reads serialized objects, which lets the sender choose the code that runs. */
public final class Deserializing {
    public Object read(InputStream stream) throws IOException {
        return new ObjectInputStream(stream);
    }
}
