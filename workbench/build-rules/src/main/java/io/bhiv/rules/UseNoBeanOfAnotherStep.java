package io.bhiv.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Steps share values and interfaces; their beans meet in the pipeline. Where there is no pipeline, a bean in the root package, there are no
 * steps either.
 *
 * <p>What does so all the same is named with its reason, as {@code step -> other.Bean}. A name that is not needed any more breaks the rule,
 * so the list can only become shorter.
 */
final class UseNoBeanOfAnotherStep extends ArchCondition<JavaClass> {

    /** What calls the pipeline from outside may call a step as well. */
    private static final Set<String> OUTSIDE = Set.of("", StepOfPackage.ROOT, "api", "cli", "service");

    private final StepOfPackage steps;
    private final Map<String, String> exceptions;
    private final Set<String> needed = new HashSet<>();
    private boolean hasPipeline;

    UseNoBeanOfAnotherStep(String rootPackage, Map<String, String> exceptions) {
        super("use no bean of another step");
        this.steps = new StepOfPackage(rootPackage);
        this.exceptions = exceptions;
    }

    @Override
    public void init(Collection<JavaClass> all) {
        hasPipeline = all.stream().anyMatch(one -> steps.nameOf(one).equals(StepOfPackage.ROOT) && Beans.include(one));
    }

    @Override
    public void check(JavaClass one, ConditionEvents events) {
        String step = steps.nameOf(one);
        if (hasPipeline && !OUTSIDE.contains(step)) {
            one.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(Beans::include)
                    .distinct()
                    .forEach(bean -> check(one, step, bean, events));
        }
    }

    private void check(JavaClass one, String step, JavaClass bean, ConditionEvents events) {
        String other = steps.nameOf(bean);
        String use = step + " -> " + other + "." + bean.getSimpleName();
        if (other.isEmpty() || other.equals(step)) {
            return;
        }
        if (exceptions.containsKey(use)) {
            needed.add(use);
        } else {
            events.add(SimpleConditionEvent.violated(one, one.getName() + " uses a bean of another step: " + use));
        }
    }

    @Override
    public void finish(ConditionEvents events) {
        exceptions.keySet().stream()
                .filter(use -> !needed.contains(use))
                .forEach(use ->
                        events.add(SimpleConditionEvent.violated(use, "the exception is not needed any more: " + use)));
    }
}
