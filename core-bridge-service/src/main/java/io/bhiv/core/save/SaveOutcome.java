package io.bhiv.core.save;

/** How a save ended. Texts are safe to show. */
public sealed interface SaveOutcome {

    /** The whole object is durable under its name, at {@code path}. */
    record Saved(String path) implements SaveOutcome {}

    /** The name can never be used. */
    record BadName(String reason) implements SaveOutcome {}

    /** No room; nothing of the object is left behind. */
    record DiskFull() implements SaveOutcome {}

    /** The store was not called: too many saves are under way, or its breaker is open. */
    record NotTried(String reason) implements SaveOutcome {}

    /** The store did not take it; it may later. */
    record Failed(String reason) implements SaveOutcome {}
}
