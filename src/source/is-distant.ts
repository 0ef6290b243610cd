import { statfs } from 'node:fs/promises';

/** How Linux calls file systems in which files grow without an event here, because others write them. */
const distantTypes = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2
  0x65735546, // FUSE: sshfs and many more
  0x01021997, // 9P
  0x6a656a63, // VirtioFS
  0x00c36400, // Ceph
  0x5346414f, // AFS
  0x786f4256, // VirtualBox
]);

/** True if what is in `directory` may be written by other machines. */
export async function isDistant(directory: string): Promise<boolean> {
  try {
    return distantTypes.has((await statfs(directory)).type >>> 0);
  } catch {
    return false;
  }
}
