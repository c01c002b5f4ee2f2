// keys hold SECRET COMMAND...: in a session keyring of its own with a key, runs COMMAND with the key's number in place of NUMBER.
// keys steal NUMBER: tries to read that key.
#include "probe.h"
#include <linux/keyctl.h>

static long keyctl(int what, long a, long b, long c, long d)
{
	return syscall(SYS_keyctl, what, a, b, c, d);
}

static long add(const char *name, const char *secret, int ring)
{
	return syscall(SYS_add_key, "user", name, secret, strlen(secret), ring);
}

static int hold(char **arguments)
{
	if (keyctl(KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0, 0) < 0)
		return 3;
	long key = add("ct-secret", arguments[0], KEY_SPEC_SESSION_KEYRING);
	if (key < 0)
		return 4;
	static char number[32];
	snprintf(number, sizeof number, "%ld", key);
	for (char **argument = arguments + 1; *argument; argument++)
		if (!strcmp(*argument, "NUMBER"))
			*argument = number;
	execvp(arguments[1], arguments + 1);
	return 5;
}

static void read_key(long key, const char *how)
{
	char text[256] = "";
	if (key >= 0 && keyctl(KEYCTL_READ, key, (long)text, sizeof text - 1, 0) >= 0)
		say(1, "%s: %s", how, text);
	else
		say(0, "%s", how);
}

static void look(const char *place, int ring)
{
	read_key(keyctl(KEYCTL_SEARCH, ring, (long)"user", (long)"ct-secret", 0), place);
}

int main(int count, char **arguments)
{
	if (count > 3 && !strcmp(arguments[1], "hold"))
		return hold(arguments + 2);
	if (count != 3)
		return 2;
	read_key(atol(arguments[2]), "by number");
	look("session", KEY_SPEC_SESSION_KEYRING);
	look("process", KEY_SPEC_PROCESS_KEYRING);
	read_key(keyctl(KEYCTL_LINK, atol(arguments[2]), KEY_SPEC_PROCESS_KEYRING, 0, 0) < 0 ? -1 : atol(arguments[2]), "linked");
	return 0;
}
