package io.bhiv.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that cannot fail protects nothing: each has a sample that breaks it. */
class HouseRulesTest {

    private static final String SAMPLES = "io.bhiv.rules.sample";

    @Test
    void theRulesThemselvesObeyTheRules() {
        HouseRules.check("io.bhiv.rules");
    }

    @ParameterizedTest
    @CsvSource({
        "framework,ReturnsUni",
        "clock,ReadsTheClock.received",
        "clock,ReadsTheClock.clock",
        "clock,ReadsTheClock.environment",
        "http,ReturnsResponse",
        "vendor,ReadsOura",
        "cycle,CallsBack",
        "step,KnowsThePipeline",
        "bean,relay -> journal.Rows",
        "entity,PublicRow",
        "resource,RowsResource",
        "audit,ActsUnseen",
        "config,HasConfigProperty",
        "injection,InjectsField",
        "client,MakesItLater",
        "stall,WaitsForABody",
        "sleep,Sleeps",
        "sleep,Parks.pauseForASecond",
        "sleep,LockSupport.parkNanos",
        "classname,RowManager",
        "packagename,InUtil",
        "outdated,UsesDate",
        "nullness,NotNullMarked"
    })
    void itsSampleBreaksTheRule(String name, String sample) {
        String root = SAMPLES + "." + name;
        JavaClasses classes = HouseRules.classesIn(root, new ClassFileImporter());
        ArchRule rule = Objects.requireNonNull(HouseRules.named(root).get(name));

        assertThatThrownBy(() -> rule.check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(sample)
                .hasMessageContaining("because");
    }

    @Test
    void anExceptionThatIsNeededIsAllowedAndOneThatIsNotBreaksTheRule() {
        String root = SAMPLES + ".bean";
        JavaClasses classes = HouseRules.classesIn(root, new ClassFileImporter());

        bean(root, Map.of("relay -> journal.Rows", "a sample")).check(classes);

        assertThatThrownBy(() -> bean(
                                root, Map.of("relay -> journal.Rows", "a sample", "relay -> journal.Gone", "a sample"))
                        .check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not needed any more: relay -> journal.Gone");
    }

    private static ArchRule bean(String root, Map<String, String> exceptions) {
        return Objects.requireNonNull(HouseRules.named(root, exceptions).get("bean"));
    }

    @Test
    void everyRuleHasASample() {
        Map<String, ArchRule> rules = HouseRules.named(SAMPLES);
        Set<String> samples = new ClassFileImporter()
                .importPackages(SAMPLES).getPackage(SAMPLES).getSubpackages().stream()
                        .map(sample -> sample.getRelativeName())
                        .collect(Collectors.toSet());

        assertThat(samples).isEqualTo(rules.keySet());
    }
}
