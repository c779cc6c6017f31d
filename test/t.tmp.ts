import { hp, read, surface } from './support/deviceFile.ts';
for (const n of [250_000, 500_000])
for (const unit of ['"', ',', '\r', '\n', ' ', '""', '",', 'T0H', 'A', '\ufeff', 'a,b\n', '"a\n', 'T0HA\n', '=\n', '> ', 'EAHAAAAAoA', '%2B', `${hp.slice(0, 40)} `, `${surface.slice(0, 100)}\n`,'-','_','= ','&amp;','x T0HAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA','T0HAAAAEAHAAAAAoA','1,','E1','Device Serial Number','"T0HAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,',';,',
 'a'.repeat(60)+'\n', 'sn: ', '\u00a0', '=3D', "'"]) {
  const s=performance.now(); await read(unit.repeat(Math.ceil(n/unit.length))); const t=performance.now()-s; if(t>150)console.log(n,JSON.stringify(unit).slice(0,50),Math.round(t)); }
