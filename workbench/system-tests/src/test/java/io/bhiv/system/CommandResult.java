package io.bhiv.system;

/** How a command ended, and all its output. */
public record CommandResult(String command, int exitCode, String output) {

    /** The same, or an AssertionError that shows its output on the line that every report keeps. */
    public CommandResult succeeded() {
        if (exitCode != 0) {
            throw new AssertionError(command + " ended with " + exitCode + ": " + output.strip());
        }
        return this;
    }
}
