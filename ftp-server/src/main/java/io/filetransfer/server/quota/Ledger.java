package io.filetransfer.server.quota;

import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.UseWatcher;
import io.filetransfer.server.user.Principal;
import io.filetransfer.server.user.Quota;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The accounts of all directories in which somebody has a quota, and the storage as a user with a quota sees it. What lies
 * below a directory counts, whoever has put it there; only users with a quota are held to anything. Without such users nothing
 * is counted and nothing costs anything. Safe for use by many threads.
 */
public final class Ledger implements UseWatcher {
    private static final Logger LOG = LogManager.getLogger("server");

    private final Storage storage;
    private final Counting counting;
    private final Map<SafePath, Account> accounts = new ConcurrentHashMap<>();
    private volatile boolean watches;

    /** @param disk runs the walks that count what is there */
    public Ledger(Storage storage, Executor disk) {
        this.storage = storage;
        this.counting = new Counting(storage, disk);
    }

    /** The directories of users with quotas are these now. Those that are new are counted soon; until then uploads wait. */
    public synchronized void take(Set<SafePath> roots) {
        if (!roots.isEmpty() && !watches) {
            watches = storage.watchUse(this);
            if (!watches) {
                LOG.error("this storage does not tell what it stores: users with a quota cannot store anything");
                return;
            }
        }
        accounts.keySet().retainAll(roots);
        for (SafePath root : roots) {
            accounts.computeIfAbsent(root, added -> new Account(added, true));
        }
        tend();
    }

    /** Counts what is not known. */
    public void tend() {
        accounts.values().stream().filter(account -> !account.isCounted()).forEach(counting::add);
    }

    /** Counts all again: other programs may have changed something. */
    public void recount() {
        accounts.values().forEach(counting::add);
    }

    /** The storage as this principal is served by it. */
    public Storage view(Principal principal) {
        if (principal.quota().equals(Quota.NONE)) {
            return storage;
        }
        // One whose file was read a moment ago may not have an account yet, and waits for it.
        Account account = accounts.get(principal.root());
        return new QuotaStorage(
                storage, account == null ? new Account(principal.root(), watches) : account, principal.quota());
    }

    /** What has a name below each directory in which somebody has a quota, as far as that is counted. */
    public Map<SafePath, Use> uses() {
        Map<SafePath, Use> uses = new HashMap<>();
        accounts.forEach((root, account) -> {
            if (account.isCounted()) {
                uses.put(root, account.used());
            }
        });
        return uses;
    }

    /** What counts for this directory now; for tests. */
    Account account(SafePath root) {
        return accounts.get(root);
    }

    @Override
    public Change changing(SafePath name) {
        List<Account> above = above(name);
        return above.isEmpty() ? Change.UNCOUNTED : new CountedChange(above, name);
    }

    private List<Account> above(SafePath name) {
        if (accounts.isEmpty()) {
            return List.of();
        }
        List<Account> above = new ArrayList<>(2);
        for (SafePath directory = name; ; directory = directory.parent()) {
            Account account = accounts.get(directory);
            if (account != null) {
                above.add(account);
            }
            if (directory.isRoot()) {
                return above;
            }
        }
    }

    /** What came from elsewhere, or went there, has to be counted; accounts inside of it are of directories that are gone. */
    @Override
    public void movedDirectory(SafePath from, SafePath to) {
        List<Account> left = above(from);
        List<Account> entered = above(to);
        for (Account account : accounts.values()) {
            boolean crossed = left.contains(account) != entered.contains(account);
            boolean inside = account.root().startsWith(from) || account.root().startsWith(to);
            if (crossed || inside) {
                account.lose();
            }
        }
        tend();
    }

    private static final class CountedChange implements Change {
        private final List<Account> accounts;
        private final SafePath name;

        CountedChange(List<Account> accounts, SafePath name) {
            this.accounts = accounts;
            this.name = name;
            accounts.forEach(Account::begins);
        }

        @Override
        public boolean isCounted() {
            return true;
        }

        @Override
        public void published(long size, long replaced) {
            accounts.forEach(account -> account.published(name, size, replaced));
        }

        @Override
        public void removed(long size) {
            accounts.forEach(account -> account.removed(size));
        }

        @Override
        public void close() {
            accounts.forEach(Account::ends);
        }
    }
}
