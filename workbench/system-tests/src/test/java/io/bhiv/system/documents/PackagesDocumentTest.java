package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packages are the steps of a service: each stands in the lists of docs/architecture.md, those of the page in docs/glossary.md. */
class PackagesDocumentTest {

    private static final Path ROOT = StackUnderTest.projectRoot();
    private static final Pattern WORD = Pattern.compile("`([a-z.]+)(?:\\{([a-z,]+)})?`");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "biometric-bridge-service | io/bhiv/biometric | docs/architecture.md | ### Packages of the biometric bridge | ###",
                "bucket-service | io/bhiv/bucket | docs/architecture.md | '| bucket (' | '| core ('",
                "core-bridge-service | io/bhiv/core | docs/architecture.md | '| core (' | '| automation ('",
                "automation-service | io/bhiv/automation | docs/architecture.md | '| automation (' | ##",
                "insight | io/bhiv/insight | docs/glossary.md | The InsightFlow page | ##",
            })
    void everyPackageStandsInTheList(String module, String root, String document, String begin, String end)
            throws IOException {
        Set<String> packages =
                packages(ROOT.resolve(module).resolve("src/main/java").resolve(root));
        Set<String> named = named(part(Files.readString(ROOT.resolve(document)), begin, end));
        assertThat(packages).isNotEmpty();
        assertThat(missing(packages, named))
                .as("packages of %s that %s does not name", module, document)
                .isEmpty();
    }

    @Test
    void aPackageThatNoListNamesIsMissing() {
        Set<String> named =
                named("| `provider.{oura,whoop}` | dialects | `engine`: `job` the words · `status.evaluate`");
        assertThat(missing(Set.of("provider.oura", "engine.job", "status.evaluate", "engine"), named))
                .isEmpty();
        assertThat(missing(Set.of("provider.terra", "engine.plan", "lines"), named))
                .containsExactly("engine.plan", "lines", "provider.terra");
    }

    /** A package is named by its whole name, or by its last part where the package around it is named, too. */
    private static Set<String> missing(Set<String> packages, Set<String> named) {
        return packages.stream().filter(one -> !isNamed(one, named)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isNamed(String one, Set<String> named) {
        int dot = one.lastIndexOf('.');
        if (named.contains(one)) {
            return true;
        }
        return dot > 0 && named.contains(one.substring(dot + 1)) && isNamed(one.substring(0, dot), named);
    }

    private static Set<String> packages(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> root.relativize(file).getParent())
                    .filter(folder -> folder != null)
                    .map(folder -> folder.toString().replace('/', '.'))
                    .collect(Collectors.toSet());
        }
    }

    private static Set<String> named(String text) {
        return WORD.matcher(text)
                .results()
                .flatMap(match -> match.group(2) == null
                        ? Stream.of(match.group(1))
                        : List.of(match.group(2).split(",")).stream().map(last -> match.group(1) + last))
                .collect(Collectors.toSet());
    }

    private static String part(String text, String begin, String end) {
        int from = text.indexOf(begin);
        assertThat(from).as(begin).isNotNegative();
        int to = text.indexOf(end, from + begin.length());
        return text.substring(from, to < 0 ? text.length() : to);
    }
}
