package io.bhiv.system;

/** How a command ended, and everything it said. */
public record CommandResult(String command, int exitCode, String output) {

    /** The same, or an AssertionError that shows what the command said. */
    public CommandResult succeeded() {
        if (exitCode != 0) {
            throw new AssertionError(command + " ended with " + exitCode + ":\n" + output);
        }
        return this;
    }
}
