package io.bhiv.rules;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** A rule that cannot fail protects nothing: the sample package breaks some on purpose. */
class HouseRulesTest {

    private static final String SAMPLE = "io.bhiv.rules.sample";

    @Test
    void theRulesThemselvesObeyTheRules() {
        HouseRules.check("io.bhiv.rules");
    }

    @Test
    void pureCodeThatReadsTheClockFailsTheBuildAndSaysWhy() {
        JavaClasses sample = new ClassFileImporter().importPackages(SAMPLE);

        assertThatThrownBy(() -> HouseRules.all(SAMPLE)
                        .forEach(rule -> rule.allowEmptyShould(true).check(sample)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ReadsTheClock")
                .hasMessageContaining("the same delivery must give the same events");
    }
}
