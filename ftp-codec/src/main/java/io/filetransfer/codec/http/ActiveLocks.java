package io.filetransfer.codec.http;

import io.filetransfer.codec.LockState;
import java.util.List;

/** Locks as properties (RFC 4918, 15.8 and 15.10), as they stand between their tags. */
final class ActiveLocks {
    static final String SUPPORTED = supported("exclusive") + supported("shared");

    private static final String OWNER = "{" + XmlElement.DAV + "}owner";

    private ActiveLocks() {}

    private static String supported(String scope) {
        return "<D:lockentry><D:lockscope><D:" + scope
                + "/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>";
    }

    /** @param name on which they are, from the root of what the user sees */
    static String of(List<LockState> locks, String name) {
        StringBuilder out = new StringBuilder();
        locks.forEach(lock -> append(out, lock, name));
        return out.toString();
    }

    private static void append(StringBuilder out, LockState lock, String name) {
        out.append("<D:activelock><D:locktype><D:write/></D:locktype><D:lockscope><D:");
        out.append(lock.exclusive() ? "exclusive" : "shared").append("/></D:lockscope><D:depth>");
        out.append(lock.deep() ? "infinity" : "0").append("</D:depth>");
        XmlElement owner = XmlElement.kept(OWNER, lock.owner());
        if (owner != null) {
            XmlText.whole(out, owner);
        }
        out.append("<D:timeout>Second-").append(lock.seconds()).append("</D:timeout>");
        if (!lock.token().isEmpty()) {
            XmlText.append(out.append("<D:locktoken><D:href>"), lock.token()).append("</D:href></D:locktoken>");
        }
        XmlText.append(out.append("<D:lockroot><D:href>"), "/" + TargetPath.escape(above(name, lock.levelsUp())))
                .append("</D:href></D:lockroot></D:activelock>");
    }

    /** What lies above what the user sees is its root. */
    private static String above(String name, int levels) {
        String above = name;
        for (int i = 0; i < levels; i++) {
            above = above.substring(0, Math.max(0, above.lastIndexOf('/')));
        }
        return above;
    }
}
