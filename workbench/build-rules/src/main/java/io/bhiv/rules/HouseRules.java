package io.bhiv.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** The rules that every module obeys. Main classes only: tests may do what they must to provoke a fault. */
public final class HouseRules {

    /** Packages that decide: what they return depends on their arguments alone. */
    private static final String[] PURE = {
        "..normalise..",
        "..trigger..",
        "..provider..",
        "..evaluate..",
        "..plan..",
        "..rule..",
        "..identity..",
        "io.bhiv.model.."
    };

    private HouseRules() {}

    /** Checks all rules against the main classes below {@code rootPackage}; throws an AssertionError that names every breach. */
    public static void check(String rootPackage) {
        JavaClasses mainClasses = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages(rootPackage);
        all(rootPackage).forEach(rule -> rule.allowEmptyShould(true).check(mainClasses));
    }

    static List<ArchRule> all(String rootPackage) {
        return List.of(
                pureCodeKnowsNoFramework(),
                pureCodeIsGivenTimeAndIds(),
                httpStaysAtTheEdge(),
                vendorsDoNotSeeEachOther(rootPackage),
                noPackageCycles(rootPackage),
                entitiesStayInTheirStore(),
                configurationIsTyped(),
                injectionIsByConstructor(),
                nobodyWaits(),
                namesSayWhatThingsAre(),
                packagesAreNamedAfterTheStory(),
                noDeadEnds(),
                nullnessIsDeclared());
    }

    private static ArchRule pureCodeKnowsNoFramework() {
        return noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.smallrye.mutiny..",
                        "io.vertx..",
                        "jakarta.persistence..",
                        "jakarta.ws.rs..",
                        "org.eclipse.microprofile..",
                        "org.apache.kafka..")
                .because(
                        "code that decides must be testable in microseconds and reusable on replay; reactive types belong"
                                + " to the edges and the pipeline");
    }

    private static ArchRule pureCodeIsGivenTimeAndIds() {
        return noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.ZonedDateTime.class, "now")
                .orShould()
                .callMethod(java.time.OffsetDateTime.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(Math.class, "random")
                .because(
                        "the same delivery must give the same events with the same ids today, on replay and in a test");
    }

    private static ArchRule httpStaysAtTheEdge() {
        return noClasses()
                .that(not(simpleNameEndingWith("Resource"))
                        .and(not(simpleNameEndingWith("Responses")))
                        .and(not(resideInAnyPackage(
                                "..api..",
                                "..audit..",
                                "..webhook..",
                                "..query..",
                                "..problem..",
                                "..http..",
                                "..connector..",
                                "..client.."))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs..")
                .because("a step that knows HTTP cannot be entered again from a sweeper");
    }

    private static ArchRule vendorsDoNotSeeEachOther(String rootPackage) {
        return slices().matching(rootPackage + ".provider.(*)..")
                .should()
                .notDependOnEachOther()
                .because("a quirk of one vendor must never leak into another");
    }

    private static ArchRule noPackageCycles(String rootPackage) {
        return slices().matching(rootPackage + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("the packages are steps of a story, and a story has an order");
    }

    private static ArchRule entitiesStayInTheirStore() {
        return classes()
                .that()
                .areAnnotatedWith("jakarta.persistence.Entity")
                .should()
                .resideInAPackage("..store..")
                .because("what the database looks like is nobody else's business");
    }

    private static ArchRule configurationIsTyped() {
        return noFields()
                .should()
                .beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty")
                .because("configuration is one typed *Config interface per feature, with its keys documented");
    }

    private static ArchRule injectionIsByConstructor() {
        return fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.bhiv..")
                .should()
                .notBeAnnotatedWith("jakarta.inject.Inject")
                .because("a constructor shows what a class needs, and lets a test give it");
    }

    private static ArchRule nobodyWaits() {
        return noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .because("a sleep is either too short or too long; wait for the thing itself");
    }

    private static ArchRule namesSayWhatThingsAre() {
        return noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .because("such a name hides what the class is");
    }

    private static ArchRule packagesAreNamedAfterTheStory() {
        return noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..helper..",
                        "..common..",
                        "..impl..",
                        "..dto..",
                        "..misc..",
                        "..manager..")
                .because("packages are the verbs and nouns of the story; a drawer for everything tells none");
    }

    private static ArchRule noDeadEnds() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Date")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Calendar")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.inject..", "lombok..", "org.junit..")
                .because("java.time, constructor injection and records replaced them");
    }

    private static ArchRule nullnessIsDeclared() {
        return classes()
                .that()
                .areTopLevelClasses()
                .and()
                .resideInAPackage("io.bhiv..")
                .should(new BeInNullMarkedPackage())
                .because("NullAway checks only what is @NullMarked");
    }
}
