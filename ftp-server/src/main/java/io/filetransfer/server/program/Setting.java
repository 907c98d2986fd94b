package io.filetransfer.server.program;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One row of the table of settings, beside the {@code @Parameter} of the same field, whose first name is the option and, but
 * for its hyphens, the key in the file, and whose description is the help. From the fields come options, keys, environment
 * variables, {@code --help}, the table in OPERATIONS and {@code config print}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Setting {
    /** What stands for the value in help; empty for a switch. */
    String value() default "";

    /** The default in words, where the field's first value does not say it. */
    String absent() default "";

    /** A value for files that show all settings, where the default cannot be written as one. */
    String example() default "";

    /** For numbers. */
    long least() default Long.MIN_VALUE;

    /** For numbers. */
    long most() default Long.MAX_VALUE;

    /** Whether a running server takes a change up. */
    boolean live() default false;

    /** When somebody would change it, for OPERATIONS. */
    String why() default "";
}
