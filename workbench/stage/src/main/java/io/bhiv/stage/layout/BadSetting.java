package io.bhiv.stage.layout;

import org.jspecify.annotations.Nullable;

/** A setting or option that cannot work; the message is the whole explanation, shown without a stack trace. */
public final class BadSetting extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BadSetting(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
