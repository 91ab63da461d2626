package io.bhiv.stack.supervise;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The screen, shared by all sources of output: whole lines, each with the name of its source in front. */
public final class Console {

    private static final String[] COLOURS = {"36", "32", "35", "34", "33", "96", "92", "95"};
    private static final int WIDTH = 11;

    private final Consumer<String> sink;
    private final boolean colourful;
    private final boolean sourcesShown;
    private final AtomicInteger sources = new AtomicInteger();

    Console(Consumer<String> sink, boolean colourful, boolean sourcesShown) {
        this.sink = sink;
        this.colourful = colourful;
        this.sourcesShown = sourcesShown;
    }

    /** Colours on a terminal, unless NO_COLOR is set. */
    public static Console onScreen() {
        boolean terminal = Optional.ofNullable(System.console())
                .map(console -> console.isTerminal())
                .orElse(false);
        return new Console(System.out::println, terminal && System.getenv("NO_COLOR") == null, true);
    }

    /** For a detached stack: its own lines go to a bounded file; the sources have log files of their own. */
    public static Console inFile(Path file) {
        return new Console(new BoundedLog(file, BoundedLog.LIMIT_BYTES)::line, false, false);
    }

    /** A source with a colour of its own. */
    public Source source(String name) {
        return new Source(name, COLOURS[sources.getAndIncrement() % COLOURS.length]);
    }

    /** A line of the stack itself. */
    public synchronized void print(String line) {
        sink.accept(line);
    }

    /** An event that needs attention. */
    public void event(String line) {
        print(paint("1;33", "! " + line));
    }

    private String paint(String colour, String text) {
        return colourful ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }

    /** One source of output. */
    public final class Source {

        private final String prefix;

        private Source(String name, String colour) {
            String shortName = name.replace("-bridge-service", "").replace("-service", "");
            this.prefix = paint(colour, String.format("%-" + WIDTH + "s|", shortName)) + " ";
        }

        public void print(String line) {
            if (sourcesShown) {
                Console.this.print(prefix + line);
            }
        }
    }
}
