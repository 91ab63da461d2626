package io.bhiv.stack.layout;

import org.jspecify.annotations.Nullable;

/** The person asked for something that cannot be; the message is the whole explanation. */
public final class BadSetting extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BadSetting(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
