package io.jangada.rules.bad;

import com.tngtech.archunit.base.Optionals;

import org.jspecify.annotations.Nullable;

import javax.tools.JavaFileObject;

/** Uses what is neither the JDK's base nor ours. */
public final class Foreign {
    public @Nullable Optionals thirdParty() {
        return null;
    }

    public @Nullable JavaFileObject javax() {
        return null;
    }
}
