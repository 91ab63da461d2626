package io.bhiv.rules;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Optional;

/** What only an operator may call is marked {@code @Audited}, on the method or on its class. */
final class LeaveAnAuditRow extends ArchCondition<JavaMethod> {

    private static final String ROLES = "jakarta.annotation.security.RolesAllowed";
    private static final String AUDITED = "io.bhiv.kit.audit.Audited";

    LeaveAnAuditRow() {
        super("be @Audited where only an operator may call them");
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
        boolean audited = method.isAnnotatedWith(AUDITED) || method.getOwner().isAnnotatedWith(AUDITED);
        if (isForOperatorsAlone(method) && !audited) {
            events.add(SimpleConditionEvent.violated(method, method.getFullName() + " is not @Audited"));
        }
    }

    private static boolean isForOperatorsAlone(JavaMethod method) {
        Optional<? extends JavaAnnotation<?>> ofMethod = method.tryGetAnnotationOfType(ROLES);
        Optional<? extends JavaAnnotation<?>> roles =
                ofMethod.isPresent() ? ofMethod : method.getOwner().tryGetAnnotationOfType(ROLES);
        return roles.flatMap(annotation -> annotation.get("value"))
                .filter(value -> value instanceof Object[] names && names.length == 1 && "operator".equals(names[0]))
                .isPresent();
    }
}
