package io.bhiv.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** {@code --help} of every command prints its own usage and does nothing else. */
class HelpTest {

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(List<String> path) {
        StringWriter printed = new StringWriter();
        CommandLine line = Bridge.commandLine().setOut(new PrintWriter(printed));
        List<String> arguments = new ArrayList<>(path);
        arguments.add("--help");

        int exitCode = line.execute(arguments.toArray(String[]::new));

        assertThat(exitCode).isZero();
        assertThat(printed.toString()).startsWith("Usage: " + String.join(" ", prefixed(path)));
    }

    static Stream<List<String>> commands() {
        return paths(Bridge.commandLine(), List.of());
    }

    /** The automation program prints a help of its own, so its arguments are passed on; it is packaged later than this module. */
    private static Stream<List<String>> paths(CommandLine line, List<String> path) {
        Stream<List<String>> nested = line.getSubcommands().entrySet().stream()
                .filter(entry -> !List.of("help", "automation").contains(entry.getKey()) || !path.isEmpty())
                .flatMap(entry -> {
                    List<String> longer = new ArrayList<>(path);
                    longer.add(entry.getKey());
                    return paths(entry.getValue(), longer);
                });
        return Stream.concat(Stream.of(path), nested);
    }

    private static List<String> prefixed(List<String> path) {
        List<String> whole = new ArrayList<>(List.of("./bridge"));
        whole.addAll(path);
        return whole;
    }
}
