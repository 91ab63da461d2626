package io.bhiv.stage.process;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java cannot send by itself. */
public enum Signal {
    INT,
    QUIT,
    /** Freezes the process: its connections stay open and nothing answers. */
    STOP,
    /** Resumes a frozen process. */
    CONT;

    /** Sends it; a process that is gone already is no error. */
    public void send(long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name() + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot signal process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
