package io.bhiv.stack.supervise;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The screen, shared by everything that speaks: whole lines, each with its speaker in front, in a colour where there is one. */
public final class Console {

    private static final String[] COLOURS = {"36", "32", "35", "34", "33", "96", "92", "95"};
    private static final int WIDTH = 11;

    private final Consumer<String> sink;
    private final boolean colourful;
    private final boolean voicesHeard;
    private final AtomicInteger speakers = new AtomicInteger();

    Console(Consumer<String> sink, boolean colourful, boolean voicesHeard) {
        this.sink = sink;
        this.colourful = colourful;
        this.voicesHeard = voicesHeard;
    }

    /** Colours where a person looks on, unless NO_COLOR asks for none. */
    public static Console onScreen() {
        boolean person = Optional.ofNullable(System.console())
                .map(console -> console.isTerminal())
                .orElse(false);
        return new Console(System.out::println, person && System.getenv("NO_COLOR") == null, true);
    }

    /** For a stack that runs by itself: its own lines go to a bounded file; the voices have log files of their own. */
    public static Console inFile(Path file) {
        return new Console(new BoundedLog(file, BoundedLog.LIMIT_BYTES)::line, false, false);
    }

    /** A voice with a colour of its own. */
    public Voice voice(String name) {
        return new Voice(name, COLOURS[speakers.getAndIncrement() % COLOURS.length]);
    }

    /** A line of the stack itself. */
    public synchronized void say(String line) {
        sink.accept(line);
    }

    /** Something happened that a person should see. */
    public void event(String line) {
        say(paint("1;33", "! " + line));
    }

    private String paint(String colour, String text) {
        return colourful ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }

    /** One speaker. */
    public final class Voice {

        private final String prefix;

        private Voice(String name, String colour) {
            String shortName = name.replace("-bridge-service", "").replace("-service", "");
            this.prefix = paint(colour, String.format("%-" + WIDTH + "s|", shortName)) + " ";
        }

        public void say(String line) {
            if (voicesHeard) {
                Console.this.say(prefix + line);
            }
        }
    }
}
