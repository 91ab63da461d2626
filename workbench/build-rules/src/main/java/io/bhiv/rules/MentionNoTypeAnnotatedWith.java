package io.bhiv.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/** Looks at return and parameter types, and into their type arguments: {@code Uni<List<Row>>} mentions {@code Row}. */
final class MentionNoTypeAnnotatedWith extends ArchCondition<JavaMethod> {

    private final String annotation;

    MentionNoTypeAnnotatedWith(String annotation) {
        super("mention no type annotated with " + annotation + " in its signature");
        this.annotation = annotation;
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
        Stream<JavaClass> mentioned = Stream.concat(
                method.getReturnType().getAllInvolvedRawTypes().stream(),
                method.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()));
        mentioned
                .filter(type -> type.isAnnotatedWith(annotation))
                .forEach(type -> events.add(
                        SimpleConditionEvent.violated(method, method.getFullName() + " mentions " + type.getName())));
    }
}
