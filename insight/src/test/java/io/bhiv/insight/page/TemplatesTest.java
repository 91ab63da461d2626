package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TemplatesTest {

    private static final Path RESOURCES = Path.of("src", "main", "resources");
    private static final Pattern IN_TEMPLATES = Pattern.compile("(?:src|href|action|data-stream)=\"(/[^\"]*)");
    private static final Pattern IN_SCRIPTS = Pattern.compile("fetch\\('(/[^'?]*)");

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "behind a gateway that leads only to the page there were no charts: their script lay on another path",
            now = "every file and address of the page is below the two paths that are led there")
    void everyAddressIsBelowThePathsThatAGatewayLeadsToThePage() {
        Set<String> addresses = addresses();

        assertThat(addresses).hasSizeGreaterThan(10).contains("/insight/assets/echarts.common.min.js");
        assertThat(addresses).allMatch(address -> address.matches("(/insight|/api/v1/insight)([/?#].*)?"));
    }

    @Test
    void everyFileOfThePageIsThere() {
        assertThat(addresses())
                .filteredOn(address -> address.startsWith("/insight/assets/"))
                .isNotEmpty()
                .allMatch(address -> getClass().getResource("/META-INF/resources" + address) != null);
    }

    private static Set<String> addresses() {
        Set<String> found = new TreeSet<>();
        texts(RESOURCES.resolve("templates")).forEach(text -> add(found, IN_TEMPLATES, text));
        texts(RESOURCES.resolve(Path.of("META-INF", "resources"))).forEach(text -> add(found, IN_SCRIPTS, text));
        return found;
    }

    private static void add(Set<String> found, Pattern pattern, String text) {
        found.addAll(pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList());
    }

    private static List<String> texts(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(TemplatesTest::text).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
