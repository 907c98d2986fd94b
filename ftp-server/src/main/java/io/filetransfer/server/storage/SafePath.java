package io.filetransfer.server.storage;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.ReservedNames;
import java.util.ArrayList;
import java.util.List;

/**
 * The name of a file or directory below the root, checked once and for all: every layer behind the edge acts by
 * this type and none by a string. Immutable; holds no trace of where the root is.
 *
 * <p>Components are separated by {@code /}; one leading {@code /} is allowed and means nothing. What a component may not
 * be: empty, {@code .} or {@code ..}; and it may hold no NUL. Everything else is an ordinary character and stays as it
 * is, also control characters, bytes that are not UTF-8 (as {@link NameText} has them), backslash, colon, percent,
 * trailing dots and blanks. Names are compared by their characters, which is by their bytes; no Unicode normalisation
 * is done.
 */
public final class SafePath {
    /** The directory that holds everything; its {@link #toString} is empty. */
    public static final SafePath ROOT = new SafePath(List.of(), 0);

    private final List<String> components;
    private final int bytes;

    private SafePath(List<String> components, int bytes) {
        this.components = components;
        this.bytes = bytes;
    }

    /** @throws StorageException BAD_REQUEST for an empty name, BAD_NAME for one that breaks a rule above */
    public static SafePath parse(String name) throws StorageException {
        if (name.isEmpty()) {
            throw new StorageException(ErrorCode.BAD_REQUEST, "The name is empty.");
        }
        if (name.equals("/")) {
            return ROOT;
        }
        if (name.length() > Limits.NAME + 1) {
            throw badName("The name is longer than " + Limits.NAME + " bytes.");
        }
        Growing path = new Growing(ROOT);
        int start = name.charAt(0) == '/' ? 1 : 0;
        while (true) {
            int end = name.indexOf('/', start);
            path.add(end < 0 ? name.substring(start) : name.substring(start, end));
            if (end < 0) {
                return path.grown();
            }
            start = end + 1;
        }
    }

    /**
     * This name with one more component.
     *
     * @throws StorageException BAD_NAME if no request could name it
     */
    public SafePath resolve(String component) throws StorageException {
        Growing longer = new Growing(this);
        longer.add(component);
        return longer.grown();
    }

    /**
     * This name as it is within {@code directory}.
     *
     * @throws StorageException BAD_NAME if it becomes too long
     */
    public SafePath below(SafePath directory) throws StorageException {
        if (directory.isRoot() || isRoot()) {
            return directory.isRoot() ? this : directory;
        }
        Growing path = new Growing(directory);
        for (String component : components) {
            path.add(component);
        }
        return path.grown();
    }

    public boolean isRoot() {
        return components.isEmpty();
    }

    /** Without the last component; the root for a name of one component. Not for the root. */
    public SafePath parent() {
        if (isRoot()) {
            throw new IllegalStateException("The root has no parent");
        }
        int last = components.size() - 1;
        int rest = bytes - NameText.bytes(components.get(last)).length - 1;
        return last == 0 ? ROOT : new SafePath(components.subList(0, last), rest);
    }

    /** The last component. Not for the root. */
    public String name() {
        if (isRoot()) {
            throw new IllegalStateException("The root has no name");
        }
        return components.get(components.size() - 1);
    }

    /** From the root down; unmodifiable. */
    public List<String> components() {
        return components;
    }

    /** Whether this is {@code other}, or lies below it. */
    public boolean startsWith(SafePath other) {
        int depth = other.components.size();
        return components.size() >= depth && components.subList(0, depth).equals(other.components);
    }

    static boolean isReserved(String firstComponent) {
        return firstComponent.equalsIgnoreCase(ReservedNames.AT_THE_TOP);
    }

    private static void checkCharacters(String component) throws StorageException {
        if (component.isEmpty()) {
            throw badName("A part of the name is empty.");
        }
        if (component.equals(".") || component.equals("..")) {
            throw badName("The name has a part that is . or ..");
        }
        if (component.indexOf('/') >= 0 || component.indexOf('\0') >= 0) {
            throw badName("The name has a character that names may not have.");
        }
        if (!NameText.isName(component)) {
            throw badName("The name has half a character.");
        }
    }

    /** A path to which one component after the other is added: what is there already is not copied for each. */
    private static final class Growing {
        private final List<String> components;
        private int bytes;

        Growing(SafePath beginning) {
            this.components = new ArrayList<>(beginning.components.size() + 1);
            this.components.addAll(beginning.components);
            this.bytes = beginning.bytes;
        }

        /** @throws StorageException BAD_NAME if no request could name it */
        void add(String component) throws StorageException {
            checkCharacters(component);
            int length = NameText.bytes(component).length;
            if (length > Limits.COMPONENT) {
                throw badName("A part of the name is longer than " + Limits.COMPONENT + " bytes.");
            }
            boolean first = components.isEmpty();
            int total = first ? length : bytes + 1 + length;
            if (total > Limits.NAME) {
                throw badName("The name is longer than " + Limits.NAME + " bytes.");
            }
            if (components.size() == Limits.COMPONENTS) {
                throw badName("The name has more than " + Limits.COMPONENTS + " parts.");
            }
            if (first && isReserved(component) || component.equalsIgnoreCase(ReservedNames.ANYWHERE)) {
                throw badName("The name is the server's own.");
            }
            components.add(component);
            bytes = total;
        }

        SafePath grown() {
            return new SafePath(List.copyOf(components), bytes);
        }
    }

    private static StorageException badName(String sentence) {
        return new StorageException(ErrorCode.BAD_NAME, sentence);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SafePath path && components.equals(path.components);
    }

    @Override
    public int hashCode() {
        return components.hashCode();
    }

    /** The components with {@code /} between them. */
    @Override
    public String toString() {
        return String.join("/", components);
    }
}
