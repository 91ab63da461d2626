package io.bhiv.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules that every module obeys. They hold for main classes: tests may do what they must to provoke a fault. Only sleeping is
 * forbidden to tests too.
 *
 * <p>Each rule has a name, and under that name a sample in this module's tests that breaks it.
 */
public final class HouseRules {

    /** Packages that decide: what they return depends on their arguments alone. */
    private static final String[] PURE = {
        "..normalise..",
        "..trigger..",
        "..provider..",
        "..identity..",
        "..evaluate..",
        "..plan..",
        "..rule..",
        "io.bhiv.model.."
    };

    private static final Set<String> SLEEPERS =
            Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit", "java.util.concurrent.locks.LockSupport");
    private static final String SLEEP = "sleep";

    /** Ways in which a class leads to others, of which the rules need only the names. */
    private static final List<String> OF_NO_INTEREST =
            List.of("AccessesToTypes", "Supertypes", "PermittedSubclasses", "EnclosingTypes", "AnnotationTypes");

    private static final Set<String> CLIENTS = Set.of(
            "io.bhiv.kit.call.HttpCalls.<init>",
            "io.vertx.core.Vertx.createHttpClient",
            "io.vertx.core.Vertx.createNetClient");

    /** What ends a whole call, whatever of its answer has come. */
    private static final Set<String> LIMITS =
            Set.of("io.smallrye.mutiny.Uni.ifNoItem", "java.util.concurrent.CompletableFuture.orTimeout");

    private static final String ENTITY = "jakarta.persistence.Entity";

    private HouseRules() {}

    /** Checks the rules against the classes below {@code rootPackage}; throws an AssertionError that names every violation. */
    public static void check(String rootPackage) {
        check(rootPackage, Map.of());
    }

    /**
     * The same.
     *
     * @param sharedBeans beans that a step uses although they are another's, as {@code step -> other.Bean}, and why each is
     */
    public static void check(String rootPackage, Map<String, String> sharedBeans) {
        ClassFileImporter importer = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .withImportOption(location -> !location.contains("/rules/sample/"))
                // What JMH generates.
                .withImportOption(location -> !location.contains("/jmh_generated/"));
        // Read once: that is most of what the check takes.
        JavaClasses all = classesIn(rootPackage, importer);
        JavaClasses main = all.that(describe(
                "classes of the product",
                one -> one.getSource()
                        .map(source ->
                                ImportOption.Predefined.DO_NOT_INCLUDE_TESTS.includes(Location.of(source.getUri())))
                        .orElse(true)));
        named(rootPackage, sharedBeans)
                .forEach((name, rule) -> rule.allowEmptyShould(true).check(name.equals(SLEEP) ? all : main));
    }

    /**
     * The classes below {@code rootPackage}, for rules that need only the names of what these use and extend: reading that too would take
     * most of the time of an import.
     */
    public static JavaClasses classesIn(String rootPackage, ClassFileImporter importer) {
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            for (String used : OF_NO_INTEREST) {
                configuration.setProperty("import.dependencyResolutionProcess.maxIterationsFor" + used, "0");
            }
            return importer.importPackages(rootPackage);
        });
    }

    /** All rules by their names, in the order in which they are checked. */
    static Map<String, ArchRule> named(String rootPackage) {
        return named(rootPackage, Map.of());
    }

    static Map<String, ArchRule> named(String rootPackage, Map<String, String> sharedBeans) {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("framework", pureCodeKnowsNoFramework());
        rules.put("clock", pureCodeIsGivenTimeAndIds());
        rules.put("http", httpStaysAtTheEdge());
        rules.put("vendor", vendorsDoNotSeeEachOther(rootPackage));
        rules.put("cycle", packagesHaveAnOrder(rootPackage));
        rules.put("step", stepsDoNotKnowThePipeline(rootPackage));
        rules.put("bean", stepsShareNoBeans(rootPackage, sharedBeans));
        rules.put("entity", entitiesArePackagePrivate());
        rules.put("resource", entitiesAreNotInTheApi());
        rules.put("audit", operatorsLeaveATrail());
        rules.put("config", configurationIsTyped());
        rules.put("injection", injectionIsByConstructor());
        rules.put("client", clientsAreMadeAtTheStart());
        rules.put("stall", wholeCallsHaveALimit());
        rules.put(SLEEP, nothingSleeps());
        rules.put("classname", classNamesSayWhatTheClassIs());
        rules.put("packagename", packageNamesSayWhatThePackageDoes());
        rules.put("outdated", outdatedTypesAreNotUsed());
        rules.put("nullness", nullnessIsDeclared());
        return rules;
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
                .callMethod(java.time.LocalTime.class, "now")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
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
                .callMethod(java.time.Clock.class, "systemUTC")
                .orShould()
                .callMethod(java.time.Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(Math.class, "random")
                .because(
                        "the same delivery must give the same events with the same ids today, on replay and in a test");
    }

    private static ArchRule httpStaysAtTheEdge() {
        return noClasses()
                .that(not(simpleNameEndingWith("Resource"))
                        .and(not(resideInAnyPackage("..api..", "..audit..", "..problem.."))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs..")
                .because("a step that knows HTTP cannot be entered again from a sweeper");
    }

    private static ArchRule vendorsDoNotSeeEachOther(String rootPackage) {
        return slices().matching(rootPackage + ".provider.(*)..")
                .should()
                .notDependOnEachOther()
                .because("a special case of one vendor must never affect another");
    }

    private static ArchRule packagesHaveAnOrder(String rootPackage) {
        return slices().assignedFrom(new StepOfPackage(rootPackage))
                .should()
                .beFreeOfCycles()
                .because("packages are steps, and steps have an order; the root package is one of them");
    }

    /** What calls the pipeline from outside may know it: HTTP, the command line, and a container around an engine. */
    private static ArchRule stepsDoNotKnowThePipeline(String rootPackage) {
        return noClasses()
                .that()
                .resideInAPackage(rootPackage + ".*..")
                .and()
                .resideOutsideOfPackages(rootPackage + ".api..", rootPackage + ".cli..", rootPackage + ".service..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(rootPackage)
                .because(
                        "steps meet only in the pipeline; a step that has to call it owns an interface that the pipeline"
                                + " implements");
    }

    private static ArchRule stepsShareNoBeans(String rootPackage, Map<String, String> sharedBeans) {
        return classes()
                .should(new UseNoBeanOfAnotherStep(rootPackage, sharedBeans))
                .because(
                        "steps meet only in the pipeline; a step that needs another's work owns an interface that the pipeline"
                                + " implements, or is given a function");
    }

    private static ArchRule entitiesArePackagePrivate() {
        return classes()
                .that()
                .areAnnotatedWith(ENTITY)
                .should()
                .bePackagePrivate()
                .because("the shape of a table must be free to change without touching another package");
    }

    private static ArchRule entitiesAreNotInTheApi() {
        return methods()
                .that()
                .areDeclaredInClassesThat(simpleNameEndingWith("Resource"))
                .should(new MentionNoTypeAnnotatedWith(ENTITY))
                .because("what a caller reads is a contract, what a table holds is not");
    }

    private static ArchRule operatorsLeaveATrail() {
        return methods()
                .that()
                .arePublic()
                .should(new LeaveAnAuditRow())
                .because("who replayed, redrove, paused or ran what must be known afterwards");
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
                .because("a constructor shows what a class needs, and lets a test supply it");
    }

    /** A bean is made by its first caller, and that may be a request. */
    private static ArchRule clientsAreMadeAtTheStart() {
        return classes()
                .that(describe("are beans that make a client of Vert.x", HouseRules::isBeanWithClient))
                .should()
                .beAnnotatedWith("io.quarkus.runtime.Startup")
                .because(
                        "Vert.x closes a client that a request made together with the server, at the beginning of the stop, and"
                                + " with it the calls that may still end");
    }

    private static boolean isBeanWithClient(JavaClass one) {
        return Beans.include(one) && calls(one, CLIENTS);
    }

    private static ArchRule wholeCallsHaveALimit() {
        DescribedPredicate<JavaClass> client =
                describe("the JDK's client", owner -> owner.getName().equals("java.net.http.HttpClient"));
        return noClasses()
                .that(describe("limit no whole call", one -> !calls(one, LIMITS)))
                .should()
                .accessTargetWhere(targetOwner(client).and(target(nameMatching("sendAsync"))))
                .because("the timeout of a request ends with the headers of its answer, and a body may stall for ever");
    }

    private static boolean calls(JavaClass one, Set<String> any) {
        return one.getCodeUnitCallsFromSelf().stream()
                .map(call -> call.getTargetOwner().getName() + "." + call.getName())
                .anyMatch(any::contains);
    }

    private static ArchRule nothingSleeps() {
        DescribedPredicate<JavaClass> timers = describe("that can sleep", owner -> SLEEPERS.contains(owner.getName()));
        return noClasses()
                .should()
                .accessTargetWhere(targetOwner(timers).and(target(nameMatching("sleep|parkNanos|parkUntil"))))
                .because("a sleep is either too short or too long; wait for the condition itself");
    }

    private static ArchRule classNamesSayWhatTheClassIs() {
        return noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .because("such a name does not say what the class is");
    }

    private static ArchRule packageNamesSayWhatThePackageDoes() {
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
                .because("a package is named after a step or a concept; a package for everything explains nothing");
    }

    private static ArchRule outdatedTypesAreNotUsed() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Date")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Calendar")
                .because("java.time replaced them");
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
