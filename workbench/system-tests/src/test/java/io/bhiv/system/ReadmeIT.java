package io.bhiv.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs every command of the README, in its order, against a stack of its own. */
class ReadmeIT {

    /** Would run this very test again, or for ever. */
    private static final Set<String> NOT_FROM_WITHIN = Set.of("./bridge test", "./bridge up", "./bridge logs -f");

    @Test
    void everyCommandOfTheReadmeSucceeds() throws IOException {
        List<String> commands = commands();
        assertThat(commands).contains("./bridge up", "./bridge test").anyMatch(line -> line.contains("simulate terra"));

        try (StackUnderTest stack = StackUnderTest.prepared().up()) {
            for (String command : commands) {
                if (!NOT_FROM_WITHIN.contains(command)) {
                    stack.shell(onItsPorts(command, stack)).succeeded();
                }
            }
        }
    }

    /** The lines of all blocks marked as sh, without comments. */
    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(StackUnderTest.projectRoot().resolve("README.md"))) {
            if (line.startsWith("```")) {
                inside = line.equals("```sh");
            } else if (inside) {
                String command = line.replaceFirst("\\s+# .*$", "").strip();
                if (!command.isEmpty() && !command.startsWith("#")) {
                    commands.add(command);
                }
            }
        }
        return commands;
    }

    private static String onItsPorts(String command, StackUnderTest stack) {
        String moved = command;
        for (Place place : Place.values()) {
            moved = moved.replace("localhost:" + place.usualPort(), "localhost:" + stack.port(place));
        }
        return moved;
    }
}
