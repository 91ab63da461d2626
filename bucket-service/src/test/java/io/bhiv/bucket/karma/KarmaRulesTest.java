package io.bhiv.bucket.karma;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.bucket.karma.rule.RuleTable;
import io.bhiv.kit.start.StartupProblem;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KarmaRulesTest {

    @TempDir
    private Path folder;

    @Test
    void configuredTableReplacesTheBuiltInOne() throws Exception {
        Path own = Files.writeString(folder.resolve("own.json"), """
                {"version":1,"rules":[{"name":"anybody","when":{},"then":{"action":"being_there","intensity":0.1}}]}""");
        KarmaRules rules = rules(own);

        assertThat(rules.problems()).isEmpty();
        assertThat(rules.load().decide(new RuleTable.Facts("learning", "AWAY", null, null, null)))
                .contains(new RuleTable.Action("being_there", 0.1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON", "{\"version\":1,\"rules\":[{\"name\":\"n\"}]}"})
    void unusableTableKeepsTheServiceFromStarting(String table) throws IOException {
        assertRefused(rules(Files.writeString(folder.resolve("broken.json"), table)));
    }

    @Test
    void missingTableKeepsTheServiceFromStarting() {
        assertRefused(rules(folder.resolve("nowhere.json")));
    }

    private static void assertRefused(KarmaRules rules) {
        assertThat(rules.problems())
                .singleElement()
                .matches(StartupProblem::fatal)
                .extracting(StartupProblem::key)
                .isEqualTo("bridge.bucket.karma.rules");
    }

    private static KarmaRules rules(Path table) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(KarmaConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValue("bridge.bucket.karma.rules", table.toString())
                .build();
        return new KarmaRules(config.getConfigMapping(KarmaConfig.class));
    }
}
