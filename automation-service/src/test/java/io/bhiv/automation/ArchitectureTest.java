package io.bhiv.automation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.bhiv.automation.engine.sample.KnowsTheContainer;
import io.bhiv.rules.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = "io.bhiv.automation";

    private static final JavaClasses MAIN = HouseRules.classesIn(
            ROOT,
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS));

    @Test
    void obeysTheHouseRules() {
        HouseRules.check(ROOT);
    }

    @Test
    void engineDependsOnNoContainer() {
        engineKnowsNoContainer().check(MAIN);
    }

    @Test
    void engineClassThatDependsOnTheContainerIsFound() {
        JavaClasses sample = new ClassFileImporter().importClasses(KnowsTheContainer.class);
        assertThatThrownBy(() -> engineKnowsNoContainer().check(sample))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.quarkus.logging.Log")
                .hasMessageContaining("ApplicationScoped");
    }

    @Test
    void theStepsOfTheEngineAndThePartsOfTheServiceHaveAnOrder() {
        slices().matching(ROOT + ".engine.(*)..").should().beFreeOfCycles().check(MAIN);
        slices().matching(ROOT + ".service.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    private static ArchRule engineKnowsNoContainer() {
        return noClasses()
                .that()
                .resideInAPackage(ROOT + ".engine..")
                .or()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "io.vertx..",
                        "jakarta.enterprise..",
                        "jakarta.inject..",
                        "jakarta.ws.rs..",
                        "jakarta.persistence..",
                        "org.eclipse.microprofile..",
                        "org.apache.kafka..",
                        ROOT + ".service..",
                        ROOT + ".cli..")
                .because("the command line runs the same engine without starting a container");
    }
}
