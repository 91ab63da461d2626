package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The formatter does not wrap comments, and nobody reads one that runs out of the window. */
class CommentWidthTest {

    private static final int WIDEST = 150;
    private static final Path ROOT = StackUnderTest.projectRoot();
    private static final Set<String> NO_SOURCES = Set.of("target", ".git", ".bridge", "node_modules");

    @Test
    void noCommentLineIsWiderThanAWindow() throws IOException {
        List<Path> sources = sources();
        assertThat(sources).hasSizeGreaterThan(1_000);
        List<String> wide = new ArrayList<>();
        for (Path source : sources) {
            for (int line : tooWide(Files.readString(source))) {
                wide.add(ROOT.relativize(source) + ":" + line);
            }
        }
        assertThat(wide).as("comment lines of more than %d columns", WIDEST).isEmpty();
    }

    @Test
    void aWideCommentIsFoundAndWideCodeIsNot() {
        String wide = "x".repeat(WIDEST);
        assertThat(tooWide("// " + wide + "\n    /** " + wide + " */\n     * " + wide + "\n"))
                .containsExactly(1, 2, 3);
        assertThat(tooWide("String text = \"" + wide + "\";\n// " + wide.substring(3) + "\n"))
                .isEmpty();
    }

    private static List<Integer> tooWide(String source) {
        List<String> lines = source.lines().toList();
        List<Integer> wide = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String text = line.strip();
            boolean comment = text.startsWith("//") || text.startsWith("/*") || text.startsWith("* ");
            if (comment && line.length() > WIDEST) {
                wide.add(i + 1);
            }
        }
        return wide;
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                Path name = folder.getFileName();
                return name != null && NO_SOURCES.contains(name.toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }
}
