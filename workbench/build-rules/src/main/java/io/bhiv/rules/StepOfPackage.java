package io.bhiv.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Assigns a class to the step it belongs to: the first package below the root, or the root package itself. */
record StepOfPackage(String rootPackage) implements SliceAssignment {

    static final String ROOT = "root";

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        String step = nameOf(javaClass);
        return step.isEmpty() ? SliceIdentifier.ignore() : SliceIdentifier.of(step);
    }

    /** Empty for a class that is not below the root package. */
    String nameOf(JavaClass javaClass) {
        String name = javaClass.getPackageName();
        if (name.equals(rootPackage)) {
            return ROOT;
        }
        if (!name.startsWith(rootPackage + ".")) {
            return "";
        }
        String below = name.substring(rootPackage.length() + 1);
        int end = below.indexOf('.');
        return end < 0 ? below : below.substring(0, end);
    }

    @Override
    public String getDescription() {
        return "the steps of " + rootPackage;
    }
}
